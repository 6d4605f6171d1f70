import io

from service.log_stream import LogStream


class Full(io.BytesIO):
    def write(self, line: object = b"") -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        self.write()


def test_a_line_that_cannot_be_written_fails_nobody() -> None:
    stream = LogStream(Full())
    stream.write(b"a line\n")
    stream.flush()


def test_a_line_that_can_be_written_is() -> None:
    held = io.BytesIO()
    LogStream(held).write(b"a line\n")
    assert held.getvalue() == b"a line\n"

"""Where the lines of the log go."""

from contextlib import suppress
from typing import IO


class LogStream:
    """A stream of bytes that fails nobody: a line that cannot be written, because a disk is full or its reader is
    gone, is no reason to leave a request without its answer."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, line: bytes) -> None:
        with suppress(OSError):
            self.stream.write(line)

    def flush(self) -> None:
        with suppress(OSError):
            self.stream.flush()

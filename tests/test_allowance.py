"""What a diagnosis may cost: bytes that are unpacked, and time on a clock that comes from outside."""

import io
import zipfile
from itertools import count

import pytest

import analyzers
from analyzers.allowance import Allowance
from analyzers.errors import TooLargeError

RUN = b"".join(b"epoch %d loss %.4f\n" % (epoch, 2 / epoch) for epoch in range(1, 9))


def ticking(seconds: float) -> Allowance:
    """A clock that goes on by a second whenever it is looked at."""
    return Allowance(seconds=seconds, clock=map(float, count()).__next__)


def archive(files: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for number in range(files):
            made.writestr(f"{number}.log", RUN)
    return held.getvalue()


def pieces() -> bytes:
    """Three megabytes of lines that share no words, which are read line by line."""
    words = ("".join(chr(97 + (number >> 4 * place) % 16) for place in range(5)) for number in range(60_000))
    return RUN + b"".join(f"{word} took {word[::-1] * 8}\n".encode() for word in words)


@pytest.mark.parametrize("log", [archive(8), pieces(), RUN * 8], ids=["files", "lines", "runs"])
def test_what_takes_too_long_is_stopped_between_two_pieces_and_told(log: bytes) -> None:
    with pytest.raises(TooLargeError, match="takes more than 2 s of computing"):
        analyzers.diagnose(log, allowance=ticking(2))
    assert analyzers.diagnose(log, allowance=ticking(1e6)).runs


def test_time_and_bytes_are_not_limited_by_themselves() -> None:
    assert len(analyzers.diagnose(archive(8)).runs) == 8


def test_bytes_are_counted_for_all_files_together() -> None:
    assert analyzers.diagnose(archive(8), allowance=Allowance(unpacked=8 * len(RUN))).runs
    with pytest.raises(TooLargeError, match="unpacks to more than"):
        analyzers.diagnose(archive(8), allowance=Allowance(unpacked=8 * len(RUN) - 1))

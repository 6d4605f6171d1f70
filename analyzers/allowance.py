"""What a diagnosis may cost. How much that is says whoever asks for it: this library has no clock of its own."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from analyzers.errors import TooLargeError

UNPACKED = 512_000_000
Piece = TypeVar("Piece")


@dataclass
class Allowance:
    """unpacked: bytes that the files of an archive may have together · seconds: of `clock`, from now on"""

    unpacked: int = UNPACKED
    seconds: float = math.inf
    clock: Callable[[], float] = float

    def __post_init__(self) -> None:
        self.left, self.end = self.unpacked, self.clock() + self.seconds

    def spend(self, size: int) -> None:
        """So many bytes were unpacked. Raises TooLargeError where they are more than are left."""
        self.left -= size
        if self.left < 0:
            raise TooLargeError(
                f"The upload unpacks to more than {self.unpacked:,} bytes.", "Post fewer files, or a part of the log."
            )

    def paced(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Pieces of work, one by one. Raises TooLargeError where there is another one and the time is over."""
        for piece in pieces:
            if self.clock() > self.end:
                raise TooLargeError(
                    f"To read and judge the upload takes more than {self.seconds:g} s of computing.",
                    "Post fewer lines, or fewer files at once.",
                )
            yield piece


UNLIMITED = Allowance()
"""For what is no upload."""

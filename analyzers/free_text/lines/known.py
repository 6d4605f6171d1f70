"""What was found out about lines, kept: a log repeats its own kinds of line, and so do the logs of one program."""

from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")

KINDS_KEPT = 2_048
"""Kinds of line that are remembered; then all are forgotten, which bounds the memory."""

LONGEST_KEPT = 500
"""Bytes of a line that is remembered: longer ones hardly come again."""


class Known(dict[bytes, Found], Generic[Found]):
    """A function of a line's `zeros` (see `text.zeroed`), asked once for lines that differ by digits only.

    >>> lengths = Known(len)
    >>> lengths[b"loss 0.0"], lengths[b"loss 0.0"], len(lengths)
    (8, 8, 1)
    """

    def __init__(self, find: Callable[[bytes], Found]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, zeros: bytes) -> Found:
        found = self.find(zeros)
        if len(zeros) <= LONGEST_KEPT:
            if len(self) >= KINDS_KEPT:
                self.clear()
            self[zeros] = found
        return found

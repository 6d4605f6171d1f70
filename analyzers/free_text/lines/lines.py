"""The lines of a text, cleaned, each with its place in the upload."""

from collections.abc import Sequence
from itertools import compress
from operator import not_

from analyzers.free_text.lines.cutting import cut_of
from analyzers.free_text.lines.known import Known
from analyzers.frozen import frozen, lazy
from analyzers.text import zeroed

PER_LINE = 1 << 20
"""Places that one line of the upload offers to the pieces it is cut into."""

SHORT = 60
"""Longer lines are no headings."""


@frozen()
class Lines:
    """Cleaned lines.

    rows:  for each its place in the log: the line's number in the upload, from 1, times PER_LINE, plus which of the
           pieces of that line it is
    total: how many lines the upload has
    """

    texts: list[str]
    rows: list[int]
    total: int

    @lazy
    def zeros(self) -> list[bytes]:
        """Each line without its digits, see `cutting`: what can be said of it can be said of all lines of that kind."""
        return zeroed(self.texts)

    @property
    def values(self) -> list[Sequence[str]]:
        """The numbers of each line, as written."""
        return self._parted[0]

    @property
    def shapes(self) -> list[str]:
        """What stands around the numbers of each line, NUL for every number."""
        return self._parted[1]

    @lazy
    def lettered(self) -> list[int]:
        """The indices of lines with a letter."""
        return list(compress(range(len(self.texts)), map(_has_letter.__getitem__, self.zeros)))

    @lazy
    def numberless(self) -> list[int]:
        """The indices of lines without a number."""
        return list(compress(range(len(self.texts)), map(not_, self.values)))

    @lazy
    def _parted(self) -> tuple[list[Sequence[str]], list[str]]:
        """Values and shapes. How each line is cut is not kept: where no two are alike, that is more than the lines."""
        values: list[Sequence[str]] = []
        shapes: list[str] = []
        for zeros, text in zip(self.zeros, self.texts, strict=True):
            cut = cut_of[zeros]
            values.append(cut.values(text))
            shapes.append(cut.shape(text))
        return values, shapes

    def wordy(self) -> list[tuple[int, str]]:
        """The short lines without a number: places and texts. Headings and "..." are among them."""
        return [(self.rows[at], self.texts[at]) for at in self.numberless if len(self.texts[at]) <= SHORT]


@Known
def _has_letter(zeros: bytes) -> bool:
    return any(map(str.isalpha, zeros.decode(errors="surrogatepass")))

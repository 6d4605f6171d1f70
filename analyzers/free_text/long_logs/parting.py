"""Where a line can be parted into columns, so that each number that counts stands alone in one."""

import re
import string
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import pairwise

Span = tuple[int, int]
"""First byte of something in a line, and the byte behind it."""

BAR = b"=>"
"""What the states of a progress bar have in different numbers: parting there would give each other columns."""

_DIGITS = string.digits.encode()


def flat(text: bytes, parting: bytes, dropped: bytes) -> bytes:
    """The text with blanks for the characters that part, without those to be dropped."""
    return text.translate(bytes.maketrans(parting, b" " * len(parting)), dropped)


class Numbers:
    """The runs of a line's characters that can stand in a number: "." and "-" are such, too."""

    def __init__(self, text: bytes, exponents: bool) -> None:
        """exponents: whether "e" stands in numbers, or in words alone"""
        self.text = text
        self.marks = b".+-eE" if exponents else b".+-"

    @cached_property
    def runs(self) -> list[Span]:
        return [found.span() for found in re.finditer(b"[%b]+" % re.escape(_DIGITS + self.marks), self.text)]

    def outside(self, spans: Iterable[Span]) -> list[Span]:
        """The runs with digits outside of some spans: those of words."""
        inside = {at for begin, end in spans for at in range(begin, end)}
        return [
            (begin, end)
            for begin, end in self.runs
            if any(self.text[at] in _DIGITS and at not in inside for at in range(begin, end))
        ]

    def parting(self, alone: Collection[Span]) -> bytes:
        """Few characters that part some runs from all others; none where that is impossible."""
        gaps = [
            set(self.text[before[1] : after[0]])
            for before, after in pairwise(self.runs)
            if before in alone or after in alone
        ] or [set(self.text)]
        found = b""
        while gaps:
            usable = set.union(*gaps) - {*_DIGITS, *self.marks, ord("\r")}
            if not usable:
                return b""
            best = min(
                usable, key=lambda mark: (mark in BAR, self.text.count(mark) / sum(mark in gap for gap in gaps), mark)
            )
            found += bytes([best])
            gaps = [gap for gap in gaps if best not in gap]
        return found

    def others(self, parting: bytes) -> bytes:
        """All characters that are neither in a number nor part them."""
        return bytes(set(range(256)) - {*_DIGITS, *self.marks, *parting, ord("\n")})

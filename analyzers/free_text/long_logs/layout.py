"""Lines that differ in nothing but digits: known by comparing bytes, their numbers computed from where they stand."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analyzers.free_text.long_logs.digits import BEHIND, Bytes, Number
from analyzers.free_text.long_logs.sample import Sample
from analyzers.free_text.runs.points import Flags
from analyzers.frozen import frozen
from analyzers.run import Floats

BLOCK = 8_192
"""Bytes to compare at once: few enough for the fastest memory, many enough for NumPy."""

_ZERO, _NINE = b"09"


@dataclass(eq=False)
class Room:
    """Memory that is used again and again: to get it anew costs several times what is computed in it."""

    memory: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))

    def of(self, one: int, other: int) -> tuple[Bytes, Bytes]:
        """Two pieces of so many bytes, of any content."""
        if len(self.memory) < one + other:
            self.memory = np.empty(2 * (one + other), np.uint8)
        return self.memory[:one], self.memory[one : one + other]


@frozen(eq=False)
class Layout:
    """What lines have in common.

    line:    one of them, its line end with it
    free:    where any digit may stand
    sample:  the line as understood; None where it was not, or holds numbers that are not read here
    numbers: index of a number that counts → how it is written
    """

    line: bytes
    free: frozenset[int]
    sample: Sample | None
    numbers: dict[int, Number]

    @classmethod
    def of(cls, line: bytes, sample: Sample | None = None) -> "Layout":
        """That of a line. Of a line that is understood, digits that belong to words are not free."""
        numbers = _written(sample) if sample else {}
        if sample and len(numbers) < len(sample.numbers):
            return cls.of(line)
        spans = sample.values if sample else ((0, len(line)),)
        free = {at for begin, end in spans for at in range(begin, end) if _ZERO <= line[at] <= _NINE}
        return cls(line, frozenset(free), sample, numbers)

    def has(self, line: bytes) -> bool:
        """Whether a line that differs from this one by digits only has the same ones in its words."""
        return all(line[at] == self.line[at] for at in self._words)

    @cached_property
    def _words(self) -> list[int]:
        """Where digits of words stand."""
        return [at for at, code in enumerate(self.line) if at not in self.free and _ZERO <= code <= _NINE]

    @cached_property
    def _low(self) -> Bytes:
        """A block of lines with the lowest bytes that may stand anywhere, flat."""
        line = bytes(_ZERO if at in self.free else code for at, code in enumerate(self.line))
        return np.tile(np.frombuffer(line, np.uint8), -(-BLOCK // len(line)))

    @cached_property
    def _range(self) -> Bytes:
        """The same with how far above that a byte may be."""
        line = [9 if at in self.free else 0 for at in range(len(self.line))]
        return np.tile(np.asarray(line, np.uint8), -(-BLOCK // len(line)))

    def fitting(self, lines: Bytes, room: Room) -> tuple[Flags, Bytes]:
        """Which of (n, width) lines these are; and what their digits are worth, 0 where none may stand, with BEHIND."""
        count, width = lines.shape
        pieces = room.of((count + BEHIND) * width, lines.size)
        digits, within = pieces[0].reshape(-1, width), pieces[1].view(bool).reshape(-1, width)
        block = len(self._low) // width
        whole = count - count % block
        for rows, length in ((slice(whole), block * width), (slice(whole, count), (count - whole) * width)):
            if lines[rows].size:
                flat = digits[:count][rows].reshape(-1, length)
                np.subtract(lines[rows].reshape(-1, length), self._low[:length], out=flat)
                np.less_equal(flat, self._range[:length], out=within[rows].reshape(-1, length))
        return np.ones(count, bool) if within.all() else np.logical_and.reduce(within, axis=1), digits

    def read(self, lines: Bytes, room: Room) -> tuple[Flags, dict[int, Floats]]:
        """Which of (n, width) lines these are; for each number that counts its values in those."""
        fits, digits = self.fitting(lines, room)
        columns = {index: number.values(digits, len(lines)) for index, number in self.numbers.items()}
        for index, number in self.numbers.items():
            if number.exponent:
                fits &= ~np.isnan(columns[index])
        return fits, columns if fits.all() else {index: column[fits] for index, column in columns.items()}


def _written(sample: Sample) -> dict[int, Number]:
    """Those numbers that count that can be read at their places."""
    written = ((index, Number.written(text, sample.values[index][0])) for index, text in sample.numbers.items())
    return {index: number for index, number in written if number}

"""The lines of a long log that differ in nothing but digits, as most lines of a program do: read by their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from analyzers.free_text.lines.cutting import cut_alike
from analyzers.free_text.lines.known import KINDS_KEPT
from analyzers.free_text.long_logs.byte_lines import ByteLines
from analyzers.free_text.long_logs.digits import Bytes
from analyzers.free_text.long_logs.layout import Layout, Room
from analyzers.free_text.long_logs.sample import Sample, sample
from analyzers.run import Floats, Ints
from analyzers.text import ZEROS

FEWEST = 100
"""Lines that are worth a pass of their own."""

VARIANTS = 12
"""Layouts that differ only by digits in their words, such as "layer1" and "layer2": at most so many are told apart."""

SHARE = 8
"""Where a layout has less than one of so many lines of its length, those are written in too many ways."""

PAYS = 4
"""To look for layouts pays where one of so many lines can be read by them."""

LONGEST_PAUSE = 15


class Found(NamedTuple):
    """Lines of one layout. places: (n,) their numbers · columns: index of a number that counts → (n,) values"""

    sample: Sample
    places: Ints
    columns: dict[int, Floats]


def joined(found: list[Found]) -> list[Found]:
    """Those that belong into one block as one, in the order of the lines."""
    alike: dict[object, list[Found]] = {}
    for one in found:
        alike.setdefault(one.sample.key(), []).append(one)
    return [group[0] if len(group) == 1 else _joined(group) for group in alike.values()]


def _joined(group: list[Found]) -> Found:
    places = np.concatenate([one.places for one in group])
    order = np.argsort(places, kind="stable")  # quick: these are a few runs
    columns = {index: np.concatenate([one.columns[index] for one in group])[order] for index in group[0].columns}
    return Found(group[0].sample, places[order], columns)


@dataclass
class Layouts:
    """The layouts that were seen.

    known:  line with zeros for its digits → layouts, which differ by digits of words
    pause:  how often not to look after lines were written in too many ways
    paused: how often that is still to be done
    """

    known: dict[bytes, list[Layout]] = field(default_factory=dict)
    room: Room = field(default_factory=Room)
    pause: int = 0
    paused: int = 0

    def read(self, lines: ByteLines) -> tuple[list[Found], Ints]:
        """What was read of some lines, and the growing numbers of those that were not."""
        if self.paused:
            self.paused -= 1
            return [], np.arange(len(lines))
        found: list[Found] = []
        left = np.ones(len(lines), bool)
        for places, matrix in lines.by_width(FEWEST):
            for one in self._read(places, matrix):
                found.append(one)
                left[one.places] = False
        rest = np.flatnonzero(left)
        many = PAYS * (len(lines) - len(rest)) < len(lines)
        self.pause = self.paused = min(2 * self.pause + 1, LONGEST_PAUSE) if many else 0
        return found, rest

    def _read(self, places: Ints, lines: Bytes) -> Iterator[Found]:
        """Reads lines of one length."""
        count = len(lines)
        while len(lines) >= FEWEST and SHARE * count >= len(lines) and (layout := self._layout(lines)):
            fits, columns = layout.read(lines, self.room)
            count = int(np.count_nonzero(fits))
            if layout.sample and count:
                yield Found(layout.sample, places[fits], layout.sample.complete(columns, count))
            places, lines = places[~fits], lines[~fits]

    def _layout(self, lines: Bytes) -> Layout | None:
        """The layout of the line in the middle; None where too few of the others can have it."""
        line = lines[len(lines) // 2].tobytes()
        zeros = line.translate(ZEROS)
        layouts = self.known.get(zeros)
        if layouts is None:
            if np.count_nonzero(Layout.of(line).fitting(lines, self.room)[0]) < FEWEST:
                return None
            if len(self.known) >= KINDS_KEPT:
                self.known.clear()
            layouts = self.known[zeros] = []
        found = next((layout for layout in layouts if layout.has(line)), None)
        if found is None and len(layouts) < VARIANTS:
            found = Layout.of(line, sample(line[:-1].decode()) if cut_alike(zeros.decode()) else None)
            layouts.append(found)
        return found

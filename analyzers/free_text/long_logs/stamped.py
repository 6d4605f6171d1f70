"""Long logs: a shape that recurs is understood once, and all lines of that shape are then read at once, as columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from analyzers.free_text.lines.clean import pieces
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.long_logs.alike import VARIANTS, Layouts, joined
from analyzers.free_text.long_logs.byte_lines import ByteLines
from analyzers.free_text.long_logs.sample import Sample
from analyzers.free_text.long_logs.skeletons import OFTEN, by_skeleton
from analyzers.free_text.long_logs.stamp import Stamp, apply, learn
from analyzers.free_text.long_logs.stretches import stretches
from analyzers.free_text.phrases.blocks import Block
from analyzers.run import Floats, Ints

LONG = 1_000_000
"""Bytes of a text that is worth it."""

HEAP = 4_000_000
"""Bytes of lines that are written in many ways to group at once: bounds the memory."""

PORTION = 20_000
"""Lines of other shapes to keep cut into words at once: bounds the memory."""

Placed = tuple[Ints, bytes]
"""The places of some lines, and their text."""


@dataclass(eq=False)
class _Gathered:
    """What was read of the lines of one shape. rows: (n,) their places · columns: for a number that counts, (n,) values

    Both in pieces, which are given up as soon as they are put together: that halves the memory.
    """

    sample: Sample
    first: int
    rows: list[Ints] = field(default_factory=list)
    columns: dict[int, list[Floats]] = field(default_factory=dict)

    def add(self, sample: Sample, rows: Ints, columns: Mapping[int, Floats]) -> None:
        if rows[0] < self.first:
            self.sample, self.first = sample, rows[0]
        self.rows.append(rows)
        for index in sample.template.needed:
            self.columns.setdefault(index, []).append(columns[index])

    def block(self) -> Block:
        """One block, its lines in the order of the log."""
        rows = np.concatenate(self.rows)
        self.rows.clear()
        order = np.argsort(rows, kind="stable") if (rows[1:] < rows[:-1]).any() else slice(None)
        columns: dict[int, Floats] = {}
        for index, parts in self.columns.items():
            columns[index] = np.concatenate(parts)[order]
            parts.clear()
        return Block(self.sample.template, self.sample.text, rows[order], columns)


@dataclass
class _Shapes:
    """All that is read at once.

    gathered: by what makes lines one block · learnt: skeleton → how to part its lines
    """

    layouts: Layouts = field(default_factory=Layouts)
    learnt: dict[bytes, list[Stamp]] = field(default_factory=dict)
    gathered: dict[object, _Gathered] = field(default_factory=dict)

    def add(self, sample: Sample, rows: Ints, columns: Mapping[int, Floats]) -> None:
        self.gathered.setdefault(sample.key(), _Gathered(sample, rows[0])).add(sample, rows, columns)

    def by_layout(self, rows: Ints, lines: ByteLines) -> Placed:
        """Reads lines that differ in nothing but digits; the others."""
        found, left = self.layouts.read(lines)
        for one in joined(found):
            self.add(one.sample, rows[one.places], one.columns)
        return rows[left], lines.only(left)

    def by_skeleton(self, heap: list[Placed]) -> Placed:
        """Reads lines that are equal without their digits; the others."""
        rows = np.concatenate([rows for rows, _ in heap])
        lines = ByteLines(b"\n".join(text for _, text in heap))
        groups, rare = by_skeleton(lines.text)
        left = [rare]
        for skeleton, places in groups.items():
            left.append(self._parted(rows, lines, places, self.learnt.setdefault(skeleton, [])))
        places = np.sort(np.concatenate(left))
        return rows[places], lines.only(places)

    def _parted(self, rows: Ints, lines: ByteLines, places: Ints, stamps: list[Stamp]) -> Ints:
        """Reads lines of one skeleton; the numbers of those that are left. stamps: grow by what is found."""
        for tried in range(VARIANTS):
            if len(places) < OFTEN:
                break
            if tried == len(stamps):
                one = learn(lines.only(places[:1]).decode())
                if one is None:
                    break
                stamps.append(one)
            found = apply(stamps[tried], lines.only(places), len(places))
            if found is not None and found[0].any():
                (fits, columns), sample = found, stamps[tried].sample
                self.add(sample, rows[places[fits]], sample.complete(columns, int(np.count_nonzero(fits))))
                places = places[~fits]
        return places


def stamped(text: bytes, comma: bool) -> tuple[list[Block], Iterator[Lines]]:
    """The blocks of the shapes that recur; and, in portions, the lines of other shapes.

    text: UTF-8 · comma: whether 0,25 is a number here
    """
    shapes = _Shapes()
    heap: list[Placed] = []
    size = 0
    others: list[Placed] = []
    total = 0
    for stretch in stretches(text, comma):
        total += stretch.ends
        places, left = shapes.by_layout(stretch.rows, stretch.lines)
        heap += [(places, left)] if len(places) else []
        size += len(left)
        if size > HEAP:
            others.append(shapes.by_skeleton(heap))
            heap, size = [], 0
    if heap:
        others.append(shapes.by_skeleton(heap))
    portions = (pieces(lines, places, False, total) for places, lines in _portions(others))
    return [shape.block() for shape in shapes.gathered.values()], portions


def _portions(others: list[Placed]) -> Iterator[tuple[list[int], list[str]]]:
    """Lines and their places, PORTION at a time, once at least; kept as bytes until then."""
    places = chain.from_iterable(rows.tolist() for rows, _ in others)
    lines = chain.from_iterable(text.decode().split("\n") for rows, text in others if len(rows))
    for _ in range(0, max(1, sum(len(rows) for rows, _ in others)), PORTION):
        yield list(islice(places, PORTION)), list(islice(lines, PORTION))

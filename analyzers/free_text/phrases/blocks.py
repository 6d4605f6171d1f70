"""Lines of one shape form a block: one template and a column of values for each of its numbers."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter

import numpy as np

from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.lines.tokens import number
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.phrases import parse
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.frozen import frozen
from analyzers.run import Floats, Ints

LARGEST_COUNT = 1e15
"""Larger numbers are no counts, whatever stands before them."""


@frozen(eq=False)
class Block:
    """Lines of one shape.

    text:    the first of them
    rows:    (n,) their places in the log, see `Lines`
    columns: for each index of a number that counts, its (n,) values
    absent:  for an index whose number is missing or no number in some lines, the (n,) flags of those
    """

    template: Template
    text: str
    rows: Ints
    columns: Mapping[int, Floats]
    absent: Mapping[int, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: Ints) -> "Block":
        """Some of its lines."""
        columns = {index: column[chosen] for index, column in self.columns.items()}
        absent = {index: flags[chosen] for index, flags in self.absent.items()}
        return Block(self.template, self.text, self.rows[chosen], columns, absent)

    def count(self, kind: Kind) -> Floats:
        """A counter; NaN where what stands there cannot be a count."""
        column = self.columns[self.template.counters[kind]]
        if column.min(initial=0.0) > -LARGEST_COUNT and column.max(initial=0.0) < LARGEST_COUNT:
            return column
        return np.where(np.abs(column) < LARGEST_COUNT, column, np.nan)

    def of(self, slot: Slot) -> tuple[Floats, np.ndarray | None]:
        """A metric's values, a fraction such as 45/50 divided; and which lines have one, None for all of them."""
        values = self.columns[slot.index]
        if slot.per >= 0:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = values / self.columns[slot.per]
        return values, ~self.absent[slot.index] if slot.index in self.absent else None


@dataclass
class Heap:
    """Lines of one shape while they are collected, their numbers still as written."""

    template: Template
    text: str
    rows: list[int] = field(default_factory=list)
    values: list[Sequence[str]] = field(default_factory=list)

    @classmethod
    def joined(cls, heaps: list["Heap"]) -> "Heap":
        """Several of one meaning as one, its lines in the order of the log."""
        if len(heaps) == 1:
            return heaps[0]
        lines = sorted((pair for heap in heaps for pair in zip(heap.rows, heap.values, strict=True)), key=itemgetter(0))
        return cls(heaps[0].template, heaps[0].text, [row for row, _ in lines], [values for _, values in lines])

    def block(self) -> Block:
        columns: dict[int, Floats] = {}
        absent: dict[int, np.ndarray] = {}
        for index in self.template.needed:
            written = list(map(itemgetter(index), self.values))
            try:
                columns[index] = np.asarray(list(map(float, written)))
            except ValueError:  # a time, a thousand, a range
                found = list(map(number, written))
                columns[index] = np.asarray([np.nan if value is None else value for value in found])
                if None in found:
                    absent[index] = np.asarray([value is None for value in found])
        return Block(self.template, self.text, np.asarray(self.rows, np.int64), columns, absent)


def together(blocks: list[Block]) -> list[Block]:
    """The blocks, those whose numbers mean the same as one: a long log is read in pieces, and in several ways."""
    alike: dict[object, list[Block]] = {}
    for block in blocks:
        alike.setdefault(id(block) if block.template.code else block.template.key(), []).append(block)
    return [group[0] if len(group) == 1 else _joined(group) for group in alike.values()]


def _joined(group: list[Block]) -> Block:
    group.sort(key=lambda block: int(block.rows[0]))
    rows = np.concatenate([block.rows for block in group])
    order = np.argsort(rows, kind="stable") if (rows[1:] < rows[:-1]).any() else slice(None)
    columns = {index: np.concatenate([block.columns[index] for block in group])[order] for index in group[0].columns}
    absent = {
        index: np.concatenate([block.absent.get(index, np.zeros(len(block), bool)) for block in group])[order]
        for index in {index for block in group for index in block.absent}
    }
    return Block(group[0].template, group[0].text, rows[order], columns, absent)


def gather(lines: Lines, without: Container[int] = ()) -> list[Block]:
    """All lines that hold a number, by shape; shapes whose numbers mean the same are one block.

    without: indices of lines that belong to tables
    """
    alike: dict[object, list[Heap]] = {}
    telling = ((shape, heap) for shape, heap in heaps(lines, without).items() if heap.template.tells)
    for shape, heap in telling:
        alike.setdefault(shape if heap.template.code else heap.template.key(), []).append(heap)
    return [Heap.joined(group).block() for group in alike.values()]


def heaps(lines: Lines, without: Container[int] = ()) -> Mapping[str, Heap]:
    """The lines that hold a number, by shape, their numbers still as written."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    shapes = lines.shapes
    for index in compress(range(len(shapes)), lines.values):
        if index not in without:
            alike[shapes[index]].append(index)
    return {shape: _heap(lines, shape, indices) for shape, indices in alike.items()}


def _heap(lines: Lines, shape: str, indices: list[int]) -> Heap:
    values = list(map(lines.values.__getitem__, indices))
    return Heap(parse(shape, values[0]), lines.texts[indices[0]], list(map(lines.rows.__getitem__, indices)), values)

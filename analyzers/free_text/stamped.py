"""Long logs: a shape that recurs is understood once, and all lines of that shape are then read at once, as columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.clean import pieces
from analyzers.free_text.lines import Lines
from analyzers.free_text.stamp import Stamp, apply, learn
from analyzers.free_text.stretches import OFTEN, Stretch, stretches
from analyzers.run import Floats, Ints

LONG = 1_000_000
"""Bytes of a text that is worth it."""

VARIANTS = 12
"""Shapes that differ only by digits in their words, such as "layer1" and "layer2": at most so many are told apart."""

PORTION = 50_000
"""Lines of other shapes to keep cut into words at once: bounds the memory."""


@dataclass(eq=False)
class _Gathered:
    """What was read of the lines of one shape. rows: (n,) their places · columns: for a number that counts, (n,) values

    Both in pieces, which are given up as soon as they are put together: that halves the memory.
    """

    stamp: Stamp
    rows: list[Ints] = field(default_factory=list)
    columns: dict[int, list[Floats]] = field(default_factory=dict)

    def add(self, rows: Ints, columns: Mapping[int, Floats]) -> None:
        self.rows.append(rows)
        for index in self.stamp.template.needed():
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
        return Block(self.stamp.template, self.stamp.text, rows[order], columns)


def stamped(text: bytes, comma: bool) -> tuple[list[Block], Iterator[Lines]]:
    """The blocks of the shapes that recur; and, in portions, the lines of other shapes.

    text: UTF-8 · comma: whether 0,25 is a number here
    """
    learnt: dict[bytes, list[Stamp]] = {}
    gathered: dict[object, _Gathered] = {}
    others: list[tuple[Ints, bytes]] = []
    total = 0
    for stretch in stretches(text):
        left = [stretch.rare]
        for skeleton, places in stretch.groups.items():
            left.append(places if comma else _read(stretch, places, learnt.setdefault(skeleton, []), gathered))
        places = np.sort(np.concatenate(left))
        others.append((stretch.rows[places], stretch.only(places)))
        total += stretch.ends
    portions = (pieces(lines, places, comma, total) for places, lines in _portions(others))
    return [shape.block() for shape in gathered.values()], portions


def _portions(others: list[tuple[Ints, bytes]]) -> Iterator[tuple[list[int], list[str]]]:
    """Lines and their places, PORTION at a time, once at least; kept as bytes until then."""
    places = chain.from_iterable(rows.tolist() for rows, _ in others)
    lines = chain.from_iterable(text.decode().split("\n") for rows, text in others if len(rows))
    for _ in range(0, max(1, sum(len(rows) for rows, _ in others)), PORTION):
        yield list(islice(places, PORTION)), list(islice(lines, PORTION))


def _read(stretch: Stretch, places: Ints, stamps: list[Stamp], gathered: dict[object, _Gathered]) -> Ints:
    """Reads lines of one skeleton; the numbers of those that are left. stamps, gathered: grow by what is found."""
    for tried in range(VARIANTS):
        if len(places) < OFTEN:
            break
        if tried == len(stamps):
            one = learn(stretch.only(places[:1]).decode())
            if one is None:
                break
            stamps.append(one)
        found = apply(stamps[tried], stretch.only(places), len(places))
        if found is not None and found[0].any():
            fits, columns = found
            gathered.setdefault(stamps[tried].key(), _Gathered(stamps[tried])).add(stretch.rows[places[fits]], columns)
            places = places[~fits]
    return places

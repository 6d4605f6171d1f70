"""Long logs: a shape that recurs is understood once, and all lines of that shape are then read at once, as columns."""

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False)
class _Part:
    """Lines of one shape. rows: (n,) their places · columns: index of a number that counts → (n,) values"""

    stamp: Stamp
    rows: Ints
    columns: dict[int, Floats]


def stamped(text: bytes, comma: bool) -> tuple[list[Block], Iterator[Lines]]:
    """The blocks of the shapes that recur; and, in portions, the lines of other shapes.

    text: UTF-8 · comma: whether 0,25 is a number here
    """
    learnt: dict[bytes, list[Stamp]] = {}
    gathered: dict[object, list[_Part]] = {}
    others: list[tuple[Ints, bytes]] = []
    total = 0
    for stretch in stretches(text):
        left = [stretch.rare]
        for skeleton, places in stretch.groups.items():
            parts, rest = _read(stretch, places, learnt.setdefault(skeleton, [])) if not comma else ([], places)
            left.append(rest)
            for part in parts:
                gathered.setdefault(part.stamp.key(), []).append(part)
        places = np.sort(np.concatenate(left))
        others.append((stretch.rows[places], stretch.lines.only(places)))
        total += stretch.ends
    portions = (pieces(lines, places, comma, total) for places, lines in _portions(others))
    return [_block(parts) for parts in gathered.values()], portions


def _portions(others: list[tuple[Ints, bytes]]) -> Iterator[tuple[list[int], list[str]]]:
    """Lines and their places, PORTION at a time, once at least; kept as bytes until then."""
    places = chain.from_iterable(rows.tolist() for rows, _ in others)
    lines = chain.from_iterable(text.decode().split("\n") for rows, text in others if len(rows))
    for _ in range(0, max(1, sum(len(rows) for rows, _ in others)), PORTION):
        yield list(islice(places, PORTION)), list(islice(lines, PORTION))


def _read(stretch: Stretch, places: Ints, stamps: list[Stamp]) -> tuple[list[_Part], Ints]:
    """What lines of one skeleton hold, and the numbers of those that are left. stamps: grows by what is learnt."""
    parts: list[_Part] = []
    for tried in range(VARIANTS):
        if len(places) < OFTEN:
            break
        if tried == len(stamps):
            one = learn(stretch.lines.only(places[:1]).decode())
            if one is None:
                break
            stamps.append(one)
        found = apply(stamps[tried], stretch.lines.only(places), len(places))
        if found is not None and found[0].any():
            fits, columns = found
            parts.append(_Part(stamps[tried], stretch.rows[places[fits]], columns))
            places = places[~fits]
    return parts, places


def _block(parts: list[_Part]) -> Block:
    """One block, its lines in the order of the log."""
    first = parts[0].stamp
    rows = np.concatenate([part.rows for part in parts])
    columns = {index: np.concatenate([part.columns[index] for part in parts]) for index in first.template.needed()}
    if np.any(np.diff(rows) < 0):
        order = np.argsort(rows, kind="stable")
        rows, columns = rows[order], {index: column[order] for index, column in columns.items()}
    return Block(first.template, first.text, rows, columns)

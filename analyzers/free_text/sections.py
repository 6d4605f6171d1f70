"""Which split a value belongs to where only its place says so: under a heading, beside a bar of another length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.clean import PER_LINE, Lines
from analyzers.free_text.points import Points
from analyzers.free_text.template import Slot
from analyzers.metrics import divide
from analyzers.run import Ints
from analyzers.vocabulary import SPLITS

NEAR = 3
"""Lines below a heading that it speaks for."""

_WORD = re.compile(r"[^\W\d_]+")
_CELLS = re.compile(r"[,;|│_=(]|\s{2}|\t")
"""What table heads and code have, and headings have not."""


@dataclass(frozen=True)
class Sections:
    """Lines that say which split comes next. rows: (n,) their places · splits: n names, "" where a heading ends."""

    rows: Ints
    splits: tuple[str, ...]

    def at(self, rows: Ints, near: int = NEAR) -> list[str]:
        """For each place the split of the last heading, "" where none stands near above."""
        if not len(self.rows):
            return [""] * len(rows)
        last = np.searchsorted(self.rows, rows, side="left") - 1
        far = (rows // PER_LINE - self.rows[last] // PER_LINE > near) | (last < 0)
        return ["" if away else self.splits[place] for place, away in zip(last.tolist(), far.tolist(), strict=True)]


def headings(lines: Lines, ends: list[Block]) -> Sections:
    """The headings among the lines, such as "Evaluating..."; `ends` are blocks such as "Epoch 3" that close them."""
    wordy = ((row, parts[0]) for row, parts in zip(lines.rows, lines.parts, strict=True) if len(parts) == 1)
    found = [(row, split) for row, text in wordy if (split := _heading(text))]
    return _sorted(found + [(row, "") for block in ends for row in block.rows.tolist()])


def spoken(blocks: list[Block]) -> Sections:
    """Record lines that name a split, for lines below that name none ("Validation at epoch 1 …" / "Loss is …")."""
    named = [block for block in blocks if block.template.split]
    return _sorted([(row, block.template.split or "") for block in named for row in block.rows.tolist()])


def divided(block: Block, slot: Slot, above: Sections, beside: Sections) -> Iterator[tuple[str, Points]]:
    """The values of a slot by split."""
    points = Points.of(block, slot)
    stated = divide(slot.name)[0] or slot.split
    if stated:
        yield stated, points
        return
    splits = above.at(points.rows)
    if not any(splits) and not block.template.counters:
        near = beside.at(points.rows, 2)
        splits = near if sum(map(bool, near)) >= 0.8 * len(near) else splits
    if not any(splits):
        splits = _by_length(points)
    for split in dict.fromkeys(splits):
        chosen = np.fromiter((one == split for one in splits), bool, len(splits))
        yield split or "train", points.take(chosen) if not chosen.all() else points


def _by_length(points: Points) -> list[str]:
    """A bar of one length in turn with a shorter one: training, then validation."""
    totals = points.totals.get("batch")
    if not points.bar or totals is None or len(set(totals.tolist())) != 2 or totals[0] != totals.max():
        return [""] * len(points)
    turns = np.count_nonzero(np.diff(totals))
    shorter = totals < totals[0]
    passes = 1 + turns // 2
    return ["val" if short and passes > 1 else "" for short in shorter.tolist()]


def _heading(text: str) -> str:
    if len(text) > 60 or _CELLS.search(text.strip()):
        return ""
    words = _WORD.findall(text.lower())
    return next((SPLITS[word] for word in words if word in SPLITS), "") if len(words) <= 5 else ""


def _sorted(found: list[tuple[int, str]]) -> Sections:
    found.sort()
    return Sections(np.asarray([row for row, _ in found], np.int64), tuple(split for _, split in found))

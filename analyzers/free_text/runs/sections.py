"""Which split a value belongs to where only its place says so: under a heading, beside a bar of another length."""

import re
from collections.abc import Iterator

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot
from analyzers.free_text.runs.points import Points
from analyzers.frozen import frozen
from analyzers.metrics import divide
from analyzers.run import Floats, Ints
from analyzers.vocabulary import SPLITS

SPLIT = ("", "train", "val", "test")

NEAR = 3
"""Lines below a heading that it speaks for."""

MOSTLY = 0.8
"""Lines above speak for a line that names no split only where they do so for this share of its like."""

_WORD = re.compile(r"[^\W\d_]+")
_CELLS = re.compile(r"[,;|│_=(]|\s{2}|\t")
"""What table heads and code have, and headings have not."""


@frozen(eq=False)
class Sections:
    """Lines that say which split comes next. rows: (n,) their places · splits: (n,) places in SPLIT, 0 for none."""

    rows: Ints
    splits: Ints

    @classmethod
    def of(cls, found: list[tuple[Ints, int]]) -> "Sections":
        """found: places, and the split of all of them"""
        if not found:
            return cls(np.empty(0, np.int64), np.empty(0, np.int64))
        rows = np.concatenate([rows for rows, _ in found])
        splits = np.concatenate([np.full(len(rows), split) for rows, split in found])
        order = np.argsort(rows, kind="stable")
        return cls(rows[order], splits[order])

    def at(self, rows: Ints, near: int) -> Ints:
        """For each place the split of the last such line, 0 where none stands at most `near` lines above."""
        if not len(self.rows):
            return np.zeros(len(rows), np.int8)
        last = np.searchsorted(self.rows, rows, side="left") - 1
        far = (last < 0) | (rows // PER_LINE - self.rows[last] // PER_LINE > near)
        return np.where(far, 0, self.splits[last])


def headings(wordy: list[tuple[int, str]], ends: list[Block]) -> Sections:
    """The headings among lines without a number ("Evaluating..."); `ends` are blocks ("Epoch 3") that close them."""
    found = [(np.asarray([row]), SPLIT.index(split)) for row, text in wordy if (split := _heading(text))]
    return Sections.of([*((block.rows, 0) for block in ends), *found] if found else [])


def spoken(blocks: list[Block]) -> Sections:
    """Record lines that name a split, for lines below that name none ("Validation at epoch 1 …" / "Loss is …")."""
    told = sorted((SPLIT.index(block.template.split), at) for at, block in enumerate(blocks) if block.template.split)
    return Sections.of([(blocks[at].rows, split) for split, at in told])


def divided(block: Block, slot: Slot, above: Sections, beside: Sections) -> Iterator[tuple[str, Points]]:
    """The values of a slot by split; nothing where no line gave it one."""
    points = Points.of(block, slot)
    if not len(points):
        return
    stated = divide(slot.name)[0] or slot.split
    if stated:
        yield stated, points
        return
    if not (len(above.rows) or len(beside.rows) or points.bar):  # nothing could tell
        yield "train", points
        return
    splits = _whole(points.rows, above.at(points.rows, NEAR))
    if not splits.any() and not block.template.counters:
        near = beside.at(points.rows, 2)
        splits = near if np.count_nonzero(near) >= MOSTLY * len(near) else splits
    splits = splits if splits.any() else _by_length(points)
    if not splits.any():
        yield "train", points
        return
    for split in np.unique(splits).tolist():
        yield SPLIT[split] or "train", points.take(splits == split)


def _whole(rows: Ints, splits: Ints) -> Ints:
    """The splits, none where more lines follow one below the other than the heading speaks for: it was a title."""
    if not splits.any():
        return splits
    begins = np.append(True, np.diff(rows // PER_LINE) > 1)
    stretch = np.cumsum(begins) - 1
    sizes = np.bincount(stretch)
    told = np.bincount(stretch, splits > 0)
    kept: Ints = np.where(((sizes <= NEAR) | (told == sizes))[stretch], splits, 0)
    return kept


def _by_length(points: Points) -> Ints:
    """A bar of one length in turn with a shorter one: training, then validation."""
    totals = points.totals.get("batch")
    if not points.bar or totals is None or not _alternates(totals):
        return np.zeros(len(points), np.int8)
    in_turn = np.count_nonzero(np.diff(totals)) > 1
    return np.where((totals < totals[0]) & in_turn, SPLIT.index("val"), 0)


def _alternates(totals: Floats) -> bool:
    """Whether they are of two lengths, the longer one first."""
    short, long = totals.min(initial=np.inf), totals.max(initial=-np.inf)
    return short < long == totals[0] and bool(((totals == short) | (totals == long)).all())


def _heading(text: str) -> str:
    if _CELLS.search(text.strip(" =->*#+~")):
        return ""
    words = _WORD.findall(text.lower())
    return next((SPLITS[word] for word in words if word in SPLITS), "") if len(words) <= 5 else ""

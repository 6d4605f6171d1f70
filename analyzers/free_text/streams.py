"""Blocks → streams: one metric each, with the steps its values belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.phrases import Slot
from analyzers.free_text.roles import Kind
from analyzers.metrics import divide
from analyzers.run import Floats, Ints, Unit

KINDS: tuple[Kind, ...] = ("epoch", "step", "batch")


@dataclass(frozen=True)
class Stream:
    """All values of one metric, in the order of the log.

    rows:   (n,) places among the cleaned lines
    steps:  (n,) what they are counted by, in `unit`; None where the log has no counter for them
    shown:  whether the counter stands in the same line as the value
    """

    name: str
    role: str
    split: str
    rows: Ints
    values: Floats
    steps: Floats | None
    unit: Unit
    kind: str
    shown: bool


@dataclass(frozen=True)
class Points:
    """Values of one metric before their steps are chosen. counters: what the lines show · events: what came before."""

    rows: Ints
    values: Floats
    counters: Mapping[Kind, Floats]
    totals: Mapping[Kind, Floats]
    bar: bool

    def take(self, chosen: Ints | np.ndarray) -> "Points":
        counters = {kind: column[chosen] for kind, column in self.counters.items()}
        totals = {kind: column[chosen] for kind, column in self.totals.items()}
        return Points(self.rows[chosen], self.values[chosen], counters, totals, self.bar)


def streams(blocks: list[Block], header_blocks: list[Block]) -> list[Stream]:
    """One stream for each metric, and for each way in which it is counted."""
    events = {kind: _events(kind, [*blocks, *header_blocks]) for kind in KINDS}
    groups: dict[tuple[str, str, str], list[Points]] = {}
    names: dict[tuple[str, str, str], Slot] = {}
    for block in blocks:
        finest = next((kind for kind in ("step", "batch", "epoch") if kind in block.template.counters), "")
        for slot in block.template.slots:
            stated, rest = divide(slot.name)
            key = (f"{stated} {rest}" if stated == "train" else rest, stated or slot.split or "train", finest)
            groups.setdefault(key, []).append(_points(block, slot))
            names.setdefault(key, slot)
    _fold(groups)
    return [_stream(names[key], key, _joined(points), events) for key, points in groups.items()]


def _fold(groups: dict[tuple[str, str, str], list[Points]]) -> None:
    """A few values of a metric that stand without a counter, beside many with one, are a summary, or a broken line."""
    for key in [key for key in groups if not key[2]]:
        rivals = [other for other in groups if other[:2] == key[:2] and other[2]]
        if rivals and sum(len(points.rows) for points in groups[key]) * 3 <= sum(
            len(p.rows) for p in groups[rivals[0]]
        ):
            del groups[key]


def _events(kind: Kind, blocks: Iterable[Block]) -> tuple[Ints, Floats]:
    """Where a counter was seen, and what it said."""
    found = [
        (block.rows, block.columns[block.template.counters[kind]])
        for block in blocks
        if kind in block.template.counters
    ]
    if not found:
        return np.empty(0, np.int64), np.empty(0)
    rows, values = (np.concatenate(columns) for columns in zip(*found, strict=True))
    order = np.argsort(rows, kind="stable")
    return rows[order], values[order]


def _points(block: Block, slot: Slot) -> Points:
    template = block.template
    values, present = block.of(slot)
    points = Points(
        block.rows,
        values,
        {kind: block.columns[index] for kind, index in template.counters.items()},
        {kind: block.columns[index] for kind, index in template.totals.items()},
        template.bar,
    )
    return points if present.all() else points.take(present)


def _joined(parts: list[Points]) -> Points:
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows, kind="stable")

    def column(of: str, kind: Kind) -> Floats:
        columns = [getattr(part, of).get(kind, np.full(len(part.rows), np.nan)) for part in parts]
        return np.concatenate(columns)[order]

    counters = {kind: column("counters", kind) for kind in KINDS if any(kind in part.counters for part in parts)}
    totals = {kind: column("totals", kind) for kind in KINDS if any(kind in part.totals for part in parts)}
    values = np.concatenate([part.values for part in parts])[order]
    return Points(rows[order], values, counters, totals, any(part.bar for part in parts))


def _stream(slot: Slot, key: tuple[str, str, str], points: Points, events: Mapping[Kind, tuple[Ints, Floats]]) -> Stream:
    epochs = points.counters.get("epoch", _inherited(points.rows, events["epoch"]))
    if points.bar and "batch" in points.counters:
        points, epochs = _last_updates(points, epochs)
    steps, unit, shown = _clock(points, epochs, events)
    chosen = _once(points, steps)
    return Stream(
        slot.name,
        slot.role,
        key[1],
        points.rows[chosen],
        points.values[chosen],
        None if steps is None else steps[chosen],
        unit,
        key[2],
        shown,
    )


def _inherited(rows: Ints, events: tuple[Ints, Floats]) -> Floats:
    """The counter's last value at or before each row; NaN before the first."""
    places, values = events
    last = np.searchsorted(places, rows, side="right") - 1
    return np.where(last >= 0, values[last], np.nan) if len(places) else np.full(len(rows), np.nan)


def _last_updates(points: Points, epochs: Floats) -> tuple[Points, Floats]:
    """Of the updates of a progress bar only the last of each pass; an unfinished last pass is left out."""
    batch, total = points.counters["batch"], points.totals.get("batch", points.counters["batch"])
    with np.errstate(invalid="ignore"):
        begins = (
            np.flatnonzero(
                (np.diff(batch) < 0)
                | (np.diff(epochs) != 0) & ~np.isnan(np.diff(epochs))
                | (np.diff(batch) == 0) & (batch[1:] == total[1:]) & (np.diff(points.rows) > 1)
            )
            + 1
        )
    ends = np.append(begins - 1, len(batch) - 1)
    if len(ends) == 1 and np.isnan(epochs[-1]) and len(batch) > 1:
        return points, epochs
    if (
        len(ends) > 1
        and batch[ends[-1]] < 0.98 * total[ends[-1]]
        and np.all(batch[ends[:-1]] >= 0.98 * total[ends[:-1]])
    ):
        ends = ends[:-1]
    return points.take(ends), epochs[ends]


def _clock(
    points: Points, epochs: Floats, events: Mapping[Kind, tuple[Ints, Floats]]
) -> tuple[Floats | None, Unit, bool]:
    """The steps of the values: the finest counter that goes on through the run."""
    step, batch = points.counters.get("step"), points.counters.get("batch")
    if step is not None and not np.isnan(step).any() and _moves(step):
        if _restarts_each_epoch(step, epochs):
            batch = step
        else:
            return step, "step", True
    if batch is not None and not points.bar and not np.isnan(batch).any() and _moves(batch):
        if np.isnan(epochs).any():
            return batch, "step", True
        per_epoch = points.totals.get("batch", np.full(len(batch), np.nan))
        size = np.nanmax(per_epoch) if not np.isnan(per_epoch).all() else np.max(batch) + 1
        if np.all(np.diff(batch + epochs * max(size, np.max(batch))) != 0) or len(np.unique(batch)) > 1:
            return (epochs - min(1.0, np.min(epochs))) * max(size, np.max(batch)) + batch, "step", True
    if not np.isnan(epochs).any() and _distinct(epochs):
        if np.all(epochs == np.floor(epochs)):
            return epochs, "epoch", "epoch" in points.counters
        return None, "record", False
    steps = _inherited(points.rows, events["step"])
    if not np.isnan(steps).any() and _distinct(steps):
        return steps, "step", False
    return None, "record", False


def _restarts_each_epoch(step: Floats, epochs: Floats) -> bool:
    falls = np.flatnonzero(np.diff(step) < 0)
    return len(falls) > 0 and not np.isnan(epochs).any() and bool(np.all(epochs[falls + 1] > epochs[falls]))


def _moves(counts: Floats) -> bool:
    return len(counts) < 3 or bool(np.any(counts != counts[0]))


def _distinct(steps: Floats) -> bool:
    """Whether a counter tells the records apart, or at least most of them."""
    changes = 1 + np.count_nonzero(np.diff(steps))
    return bool(changes >= 0.5 * len(steps) and (changes > 1 or len(steps) == 1))


def _once(points: Points, steps: Floats | None) -> np.ndarray:
    """Which values count: the same step with the same value, printed again by another logger or host, counts once."""
    keep = np.ones(len(points.rows), bool)
    if steps is None:
        return keep
    seen: dict[tuple[float, float], int] = {}
    if np.all(np.diff(steps) > 0):
        return keep
    for place, pair in enumerate(zip(steps.tolist(), points.values.tolist(), strict=True)):
        last = seen.get(pair if pair[1] == pair[1] else (pair[0], np.inf))
        keep[place] = last is None or place - last > 16
        seen[pair if pair[1] == pair[1] else (pair[0], np.inf)] = place
    return keep

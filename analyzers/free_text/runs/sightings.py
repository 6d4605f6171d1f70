"""Counters that stand above what they count: "Epoch 3", and below it the values of that epoch."""

from collections.abc import Iterable

import numpy as np

from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.runs.points import Points
from analyzers.run import Floats, Ints

Seen = tuple[Ints, Floats]
"""Where a counter was seen, (n,) places, and what it said, (n,)."""

FEW = 4
"""One of so many values may stand above what tells the epoch of the next."""


class Sightings(dict[Kind, Seen]):
    """Where each counter was seen, looked up when it is asked for."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        super().__init__()
        self.blocks = list(blocks)

    def __missing__(self, kind: Kind) -> Seen:
        self[kind] = found = _seen(kind, self.blocks)
        return found


def _seen(kind: Kind, blocks: list[Block]) -> Seen:
    showing = [block for block in blocks if kind in block.template.counters]
    if not showing:
        return np.empty(0, np.int64), np.empty(0)
    if len(showing) == 1:
        return showing[0].rows, showing[0].count(kind)
    rows = np.concatenate([block.rows for block in showing])
    values = np.concatenate([block.count(kind) for block in showing])
    order = np.argsort(rows, kind="stable")
    return rows[order], values[order]


def by_data(points: Points, seen: Seen) -> tuple[Points, Points | None]:
    """The values of training, and those of an evaluation by the same names: of what follows the heading of an epoch

    the first goes through the training data, and what counts to another total behind it through others.
    """
    total = points.totals.get("batch", points.totals.get("step"))
    if total is None or not len(seen[0]) or (total == total[:1]).all() or "epoch" in points.counters:
        return points, None
    below = np.searchsorted(seen[0], points.rows, side="right")
    _, firsts, group = np.unique(below, return_index=True, return_inverse=True)
    first = (total == total[firsts][group]) | np.isnan(total)
    return points.take(first), points.take(~first)


def epochs_above(rows: Ints, seen: Seen) -> Floats:
    """Epochs that are told above their values: an excerpt may begin below the first of them."""
    epochs = _inherited(rows, seen)
    first = int(np.isfinite(epochs).argmax())
    if not 0 < FEW * first <= len(epochs) or epochs[first] < 1 or np.median(np.abs(np.diff(epochs[first:]))) > 1:
        return epochs
    return np.where(np.arange(len(epochs)) < first, epochs[first] - 1, epochs)


def steps_above(rows: Ints, seen: Seen) -> Floats:
    """The steps that are told above values. An excerpt may begin below its first: that is as far before the next

    as that before its next, unless the last step stands below all values, as each then does.
    """
    steps = _inherited(rows, seen)
    first, told = np.isnan(steps), np.unique(seen[1])[:2]
    if not first.any() or len(told) < 2 or 2 * told[0] < told[1] or rows[-1] < seen[0][-1]:
        return steps
    fits = np.count_nonzero(first) <= np.count_nonzero(steps == told[0])
    return np.where(first, 2 * told[0] - told[1], steps) if fits else steps


def _inherited(rows: Ints, seen: Seen) -> Floats:
    """What a counter said last at or before each place; NaN before its first sighting."""
    places, values = seen
    if not len(places):
        return np.broadcast_to(np.nan, len(rows))
    last = np.searchsorted(places, rows, side="right") - 1
    return np.where(last >= 0, values[last], np.nan)

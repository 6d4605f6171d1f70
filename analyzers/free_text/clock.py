"""Which counter the values of a metric go by."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.lines import PER_LINE
from analyzers.free_text.points import Points
from analyzers.free_text.wordlists import Kind
from analyzers.run import Floats, Ints, Unit

Seen = tuple[Ints, Floats]
"""Where a counter was seen, (n,) places, and what it said, (n,)."""

FEW = 4
"""One of so many values may stand above what tells the epoch of the next."""

DONE = 0.98
"""A bar at this share of its length is as good as full: some stop one step short."""


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


def clocked(points: Points, seen: Mapping[Kind, Seen]) -> tuple[Points, Floats | None, Unit]:
    """The values that count, their steps (None where no counter fits) and what those count."""
    points = _begun(points)
    own = points.counters.get("epoch")
    epochs = _with_first(_inherited(points.rows, seen["epoch"])) if own is None else own
    if points.bar and "batch" in points.counters and points.counted("step") is None:
        last = _last_updates(points, epochs)
        points, epochs = points.take(last), epochs[last]
    elif own is not None and not _goes_on(points, epochs) and (ends := _redrawn(points.rows, epochs)) is not None:
        points, epochs = replace(points.take(ends), counters={"epoch": epochs[ends]}, totals={}), epochs[ends]
    return points, *_steps(points, epochs, seen)


def _begun(points: Points) -> Points:
    """The values without those beside a bar at 0, which are left over from the epoch before."""
    batch = points.counters.get("batch")
    if not points.bar or batch is None or not (batch > 0).any() or (batch > 0).all():
        return points
    return points.take(batch > 0)


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


def _inherited(rows: Ints, seen: Seen) -> Floats:
    """What a counter said last at or before each place; NaN before its first sighting."""
    places, values = seen
    if not len(places):
        return np.broadcast_to(np.nan, len(rows))
    last = np.searchsorted(places, rows, side="right") - 1
    return np.where(last >= 0, values[last], np.nan)


def _with_first(epochs: Floats) -> Floats:
    """Epochs that are told above their values: an excerpt may begin below the first of them."""
    first = int(np.isfinite(epochs).argmax())
    if not 0 < FEW * first <= len(epochs) or epochs[first] < 1 or np.median(np.abs(np.diff(epochs[first:]))) > 1:
        return epochs
    return np.where(np.arange(len(epochs)) < first, epochs[first] - 1, epochs)


def _below_steps(rows: Ints, seen: Seen) -> Floats:
    """The steps that are told above values. An excerpt may begin below its first: that is as far before the next

    as that before its next, unless the last step stands below all values, as each then does.
    """
    steps = _inherited(rows, seen)
    first, told = np.isnan(steps), np.unique(seen[1])[:2]
    if not first.any() or len(told) < 2 or 2 * told[0] < told[1] or rows[-1] < seen[0][-1]:
        return steps
    fits = np.count_nonzero(first) <= np.count_nonzero(steps == told[0])
    return np.where(first, 2 * told[0] - told[1], steps) if fits else steps


def _goes_on(points: Points, epochs: Floats) -> bool:
    """Whether steps are counted through the run."""
    step = points.counted("step")
    return step is not None and not _begins_each_epoch(step, epochs, True)


def _last_updates(points: Points, epochs: Floats) -> Ints:
    """The last update of each pass of a progress bar; an unfinished last pass is left out while it is finite."""
    batch = points.counters["batch"]
    total = points.totals.get("batch", batch)
    again = (np.diff(batch) == 0) & (batch[1:] == total[1:]) & (np.diff(points.rows) > 1)
    if "epoch" in points.counters:  # drawn again, for the epoch stands beside the bar
        again &= np.diff(epochs) != 0
    begins = (
        np.flatnonzero((np.diff(batch) < 0) | (np.abs(np.diff(epochs)) > 0) | (np.abs(np.diff(total)) > 0) | again) + 1
    )
    ends = np.append(begins - 1, len(batch) - 1)
    if len(ends) == 1 and np.isnan(epochs[-1]):  # no epochs: each place of the bar is a record
        return np.append(np.flatnonzero(np.diff(batch)), len(batch) - 1)
    full = batch[ends] >= DONE * total[ends]
    going_on = len(ends) > 1 and full[:-1].all() and not full[-1] and np.isfinite(points.values[ends[-1]])
    return ends[:-1] if going_on else ends


def _redrawn(rows: Ints, epochs: Floats) -> Ints | None:
    """The last states of lines that were drawn again and again while an epoch went on; None where lines were not."""
    if (rows[1:] - rows[:-1] >= PER_LINE).all():
        return None
    lines = rows // PER_LINE
    ends = np.append(np.flatnonzero(np.diff(lines)), len(lines) - 1)
    if len(ends) < 2 or 2 * len(ends) > len(lines) or np.any(np.diff(epochs)[np.diff(lines) == 0]):
        return None
    return ends


def _steps(points: Points, epochs: Floats, seen: Mapping[Kind, Seen]) -> tuple[Floats | None, Unit]:
    """The finest counter that goes on through the run."""
    step, batch = points.counted("step"), None if points.bar else points.counted("batch")
    if step is not None and not _begins_each_epoch(step, epochs, "epoch" in points.counters):
        return step, "step"
    within = step if step is not None else batch
    if within is not None:
        return (within if np.isnan(epochs).any() else _through(within, epochs, points)), "step"
    if not np.isnan(epochs).any() and _tells_apart(epochs):
        return (epochs, "epoch") if (epochs == np.floor(epochs)).all() else (None, "record")
    steps = _below_steps(points.rows, seen["step"])
    return (steps, "step") if not np.isnan(steps).any() and _tells_apart(steps) else (None, "record")


def _through(within: Floats, epochs: Floats, points: Points) -> Floats:
    """A count within the epoch as a count through the run. Of how many, the log says, or the range of those seen."""
    shown = points.totals if not points.bar else {}  # a bar may go through the run
    totals = shown.get("batch", points.totals.get("step", np.full(len(within), np.nan)))
    length = max(np.nanmax(totals) if not np.isnan(totals).all() else 0.0, _spanned(within))
    return (epochs - min(1.0, np.min(epochs))) * length + within


def _spanned(within: Floats) -> float:
    """How far a counter counts: from 0 to 300 by hundreds is four hundreds, from 100 to 300 is three."""
    ahead = np.diff(within)
    ahead = ahead[ahead > 0]
    stride = float(np.median(ahead)) if len(ahead) else 1.0
    return max(float(np.max(within)), float(np.max(within) - np.min(within)) + stride)


def _begins_each_epoch(step: Floats, epochs: Floats, beside: bool) -> bool:
    """Whether a step is counted in its epoch; of an excerpt of one epoch, where all before it took more steps.

    beside: whether the epoch stands in the same lines
    """
    falls = np.flatnonzero(np.diff(step) < 0)
    if len(falls) or not len(step):
        return bool(len(falls)) and bool(np.all(epochs[falls + 1] > epochs[falls]))
    return bool(beside and epochs.min() == epochs.max() and (epochs[0] - 1) * (step[-1] - step[0]) > step[0])


def _tells_apart(steps: Floats) -> bool:
    """Whether a counter tells the records apart, or at least most of them."""
    changes = 1 + int(np.count_nonzero(steps[1:] != steps[:-1]))
    return 2 * changes >= len(steps) and (changes > 1 or len(steps) == 1)

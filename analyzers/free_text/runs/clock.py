"""Which counter the values of a metric go by."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.runs.points import Points
from analyzers.free_text.runs.sightings import Seen, epochs_above, steps_above
from analyzers.run import Floats, Ints, Unit

DONE = 0.98
"""A bar at this share of its length is as good as full: some stop one step short."""


def clocked(points: Points, seen: Mapping[Kind, Seen]) -> tuple[Points, Floats | None, Unit]:
    """The values that count, their steps (None where no counter fits) and what those count."""
    points = _begun(_by_epochs(points))
    own = points.counters.get("epoch")
    epochs = epochs_above(points.rows, seen["epoch"]) if own is None else own
    if points.bar and "batch" in points.counters and points.counted("step") is None:
        last = _last_updates(points, epochs)
        points, epochs = points.take(last), epochs[last]
    elif own is not None and not _goes_on(points, epochs) and (ends := _redrawn(points.rows, epochs)) is not None:
        points, epochs = replace(points.take(ends), counters={"epoch": epochs[ends]}, totals={}), epochs[ends]
    return points, *_steps(points, epochs, seen)


def _by_epochs(points: Points) -> Points:
    """The values with their step for an epoch, where it stands still while batches are counted."""
    step, batch = points.counters.get("step"), points.counters.get("batch")
    if step is None or batch is None or "epoch" in points.counters or points.bar:
        return points
    ahead, held = np.diff(step), np.diff(batch) > 0
    if not (held.any() and (ahead > 0).any() and np.array_equal(ahead == 0, held) and (ahead >= 0).all()):
        return points
    totals: dict[Kind, Floats] = {kind: each for kind, each in points.totals.items() if kind != "step"}
    return replace(points, counters={"epoch": step, "batch": batch}, totals=totals)


def _begun(points: Points) -> Points:
    """The values without those beside a bar at 0, which are left over from the epoch before."""
    batch = points.counters.get("batch")
    if not points.bar or batch is None or not (batch > 0).any() or (batch > 0).all():
        return points
    return points.take(batch > 0)


def _goes_on(points: Points, epochs: Floats) -> bool:
    """Whether steps are counted through the run."""
    step = points.counted("step")
    return step is not None and not _begins_each_epoch(step, epochs, True)


def _last_updates(points: Points, epochs: Floats) -> Ints:
    """The last update of each pass of a progress bar; an unfinished last pass is left out while it is finite.

    Of a single pass that is told in several lines, each place of the bar is a record.
    """
    batch = points.counters["batch"]
    total = points.totals.get("batch", batch)
    again = (np.diff(batch) == 0) & (batch[1:] == total[1:]) & (np.diff(points.rows) > 1)
    if "epoch" in points.counters:  # drawn again, for the epoch stands beside the bar
        again &= np.diff(epochs) != 0
    begins = (
        np.flatnonzero((np.diff(batch) < 0) | (np.abs(np.diff(epochs)) > 0) | (np.abs(np.diff(total)) > 0) | again) + 1
    )
    ends = np.append(begins - 1, len(batch) - 1)
    if len(ends) == 1 and (np.isnan(epochs[-1]) or points.rows[-1] - points.rows[0] >= PER_LINE):
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
    step, batch = points.counted("step"), points.counted("batch")
    if batch is not None and points.bar and not _is_one_pass(batch, epochs):
        batch = None
    if step is not None and not _begins_each_epoch(step, epochs, "epoch" in points.counters):
        return step, "step"
    within = step if step is not None else batch
    if within is not None:
        return (within if np.isnan(epochs).any() else _through(within, epochs, points)), "step"
    if not np.isnan(epochs).any() and _tells_apart(epochs):
        return (epochs, "epoch") if (epochs == np.floor(epochs)).all() else (None, "record")
    steps = steps_above(points.rows, seen["step"])
    return (steps, "step") if not np.isnan(steps).any() and _tells_apart(steps) else (None, "record")


def _is_one_pass(batch: Floats, epochs: Floats) -> bool:
    """Whether a bar fills once, in an epoch that is told."""
    return len(batch) > 1 and bool(np.all(np.diff(batch) > 0)) and bool(epochs[0] == epochs[-1])


def _through(within: Floats, epochs: Floats, points: Points) -> Floats:
    """A count within the epoch as a count through the run. Of how many, the log says, or the range of those seen."""
    shown = points.totals if not points.bar or epochs[0] == epochs[-1] else {}  # a bar may go through the run
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

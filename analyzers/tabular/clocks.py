"""What the values of a column are counted by."""

from collections.abc import Sequence

import numpy as np

from analyzers.free_text.names.roles import Role
from analyzers.frozen import frozen
from analyzers.run import Floats, Ints, Unit
from analyzers.tabular.column import Column

Counters = Sequence[tuple[Role, Floats]]


@frozen(eq=False)
class Clock:
    """steps: (n,) of a column's values; None where nothing counts them."""

    steps: Floats | None
    unit: Unit


LARGEST_EXACT = 2.0**53  # integers above are not exact in float64
TOLD_APART = 0.75  # of the records by a counter that is of use
NONE = Clock(None, "record")


def clocks(metrics: Sequence[Column], counters: Counters) -> list[Clock]:
    """The clock of each metric. Epochs where they tell all records of all metrics apart, else the finest counter."""
    seen: dict[tuple[int, int], Clock] = {}
    for kinds in (("epoch",), ("step", "batch", "epoch")):
        seen = {}
        for column in metrics:
            if column.steps is None and _place(column) not in seen:
                seen[_place(column)] = _clock(column.rows, counters, kinds)
        if all(clock.steps is not None and np.all(np.diff(clock.steps)) for clock in seen.values()):
            break
    return [_own(column) if column.steps is not None else seen[_place(column)] for column in metrics]


def _place(column: Column) -> tuple[int, int]:
    """Columns that share their array of rows share their clock too."""
    return id(column.rows), len(column.rows)


def _own(column: Column) -> Clock:
    return Clock(column.steps, column.unit)


def _clock(rows: Ints, counters: Counters, kinds: Sequence[str]) -> Clock:
    """Steps that run through; else epochs with the steps in them; else epochs; else the steps in epochs alone."""
    at = {kind: [_at(values, rows) for other, values in counters if other == kind] for kind in kinds}
    epochs = next(filter(_whole, at.get("epoch", ())), None)
    steps = _steadiest(at.get("step", ()))
    if steps is not None and (epochs is None or not _begins_with(steps, epochs)):
        return Clock(steps, "step")
    inner = steps if steps is not None else next(filter(_whole, at.get("batch", ())), None)
    if epochs is not None:
        joint = _joint(epochs, inner) if inner is not None and not _distinct(epochs) else epochs
        if _distinct(joint):
            return Clock(joint, "epoch" if joint is epochs else "step")
    return Clock(inner, "step") if inner is not None and _distinct(inner) else NONE


def _steadiest(steps: Sequence[Floats]) -> Floats | None:
    """The counter of steps that falls back least often."""
    usable = [values for values in steps if _whole(values) and _distinct(values)]
    return min(usable, key=lambda values: np.count_nonzero(np.diff(values) < 0), default=None)


def _joint(epochs: Floats, inner: Floats) -> Floats:
    """Epochs and what counts within them, as one counter."""
    return (epochs - min(1.0, float(np.min(epochs)))) * max(1.0, float(np.max(inner))) + inner


def _at(values: Floats, rows: Ints) -> Floats:
    return values if len(values) == len(rows) else values[rows]


def _begins_with(steps: Floats, epochs: Floats) -> bool:
    """Whether the counter starts again with every epoch: then it counts within the epoch."""
    falls = np.flatnonzero(np.diff(steps) < 0)
    return len(falls) > 0 and bool(np.all(epochs[falls + 1] > epochs[falls]))


def _whole(values: Floats) -> bool:
    return bool(np.all(values == np.floor(values)) and np.max(np.abs(values), initial=0.0) < LARGEST_EXACT)


def _distinct(steps: Floats) -> bool:
    """Whether a counter tells the records apart, or at least most of them."""
    changes = 1 + np.count_nonzero(np.diff(steps))
    return bool(changes >= TOLD_APART * len(steps) and (changes > 1 or len(steps) == 1))

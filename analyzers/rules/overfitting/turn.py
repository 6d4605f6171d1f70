"""Overfitting that shows in the validation loss alone: it has a minimum, and has risen since while training fell."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Evidence, Finding, number, stretch
from analyzers.rules.overfitting.learnt_by_heart import CAUSES
from analyzers.run import Run, Series
from analyzers.signals.roles import Roles
from analyzers.signals.shape import Shape, shape, trend, window


@frozen()
class Limits:
    records: int = 3  # validation records below which a turn cannot be seen
    sure_records: int = 4  # the same for a warning, but for a rise from the first one on
    rise: float = 0.03  # rise of validation loss over its lowest level, as a share of it
    marked: float = 0.1  # the same, from which it is worth a warning
    wobbles: float = 1.5  # and in units of the largest climb that it had come back from before
    certain: float = 4.0  # standard errors of a straight climb since the best record
    patience: float = 0.08  # share of the run that must follow the best record


def look(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """A minimum of the validation loss well before the end, and a rise since by more than its noise."""
    key, train = _validation(run, parts)
    val = shape(run[key]) if key else None
    if key is None or val is None or len(val) < limits.records:
        return None
    rise = max(val.end, float(val.smooth[-1])) - val.low if len(val) < 10 else val.rise
    late = len(val) - 1 - val.low_at >= max(1, limits.patience * len(val))
    if not late or rise < limits.rise * abs(val.low) or not (rise > val.luck or _climbs(val, limits)):
        return None
    best = _best(val)
    position = int(run[key].positions[best])
    if train is not None and not _fell_since(run[parts.loss or ""], train, position):
        return None
    still = _accuracy_still_rises(run, parts, position)
    return _finding(run, key, val, train, best, rise, still, limits)


def _finding(
    run: Run, key: str, val: Shape, train: Shape | None, best: int, rise: float, still: bool, limits: Limits
) -> Finding:
    series = run[key]
    large = rise > max(limits.marked * abs(val.low), limits.wobbles * _wobble(val))
    steady = len(val) >= limits.sure_records or val.low_at == 0
    sure = large and steady and (rise > 2 * val.luck or _climbs(val, limits, least=4))
    words = " while training loss fell" if train is not None else ""
    words += "; validation accuracy still rose" if still else ""
    return Finding(
        code="overfitting",
        severity="warning" if sure and not still and train is not None else "info",
        confidence=0.95 if sure else 0.75,
        headline=f"Validation loss rose from {val.low:.4g} at {series.unit} {series.steps[best]} "
        f"to {val.low + rise:.4g}{words}.",
        explanation="The weights of the best record are worth more than the last ones."
        if not still
        else "The network grows too sure of its mistakes; the number of them still falls.",
        where=stretch(run, key, best),
        evidence=_evidence(series, val, best, rise) | ({} if train is None else {"train_loss": number(train.end)}),
        causes=CAUSES,
    )


def _evidence(series: Series, val: Shape, best: int, rise: float) -> dict[str, Evidence]:
    return {
        "best_epoch" if series.unit == "epoch" else "best_record": number(int(series.steps[best]), series.unit),
        "best_val_loss": number(val.low),
        "last_val_loss": number(val.low + rise),
        "rise": number(rise / abs(val.low) if val.low else np.inf, "ratio", "of the lowest validation loss"),
        "noise": number(val.noise, note="standard deviation of one validation record"),
    }


def _validation(run: Run, parts: Roles) -> tuple[str | None, Shape | None]:
    """The validation loss, and the training loss beside it where there is one."""
    if parts.loss and parts.loss.startswith(("val", "test")):
        return parts.loss, None
    return parts.val_loss, shape(run[parts.loss]) if parts.loss and parts.val_loss else None


def _best(val: Shape) -> int:
    """The record of the lowest validation loss within the window of the lowest smoothed one."""
    half = window(len(val)) // 2
    begin = max(0, val.low_at - half)
    return int(val.index[begin + int(val.curve[begin : val.low_at + half + 1].argmin())])


def _climbs(val: Shape, limits: Limits, least: int = 3) -> bool:
    """Whether validation loss has climbed steadily since its best record, over `least` records at least."""
    since = val.curve[val.low_at :]
    after = since[window(len(val)) // 2 + 1 :]  # without the records that made it the best one
    steady = len(after) > len(val) // 5 and trend(after).z > limits.certain
    rises = len(since) >= least and bool(np.all(np.diff(since) > 0))
    return steady or (rises and since[-1] - since[0] > 2 * val.scatter)


def _wobble(val: Shape) -> float:
    """The largest climb of the smoothed validation loss before its best record, from which it came back."""
    before = val.smooth[: val.low_at + 1]
    return float((before - np.minimum.accumulate(before)).max())


def _fell_since(series: Series, train: Shape, position: int) -> bool:
    then = float(np.interp(position, series.positions[train.index], train.smooth))
    return train.end < then


def _accuracy_still_rises(run: Run, parts: Roles, position: int) -> bool:
    found = shape(run[parts.val_accuracy]) if parts.val_accuracy else None
    if found is None or parts.val_accuracy is None or len(found) < 3:
        return False
    positions = run[parts.val_accuracy].positions[found.index]
    then = float(np.interp(position, positions, found.smooth))
    return found.end > then + max(2 * found.doubt, 0.01 * abs(then))

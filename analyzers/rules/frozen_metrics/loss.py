"""A loss that is the same in every record, or from one on after which nothing was gained."""

import re

import numpy as np

from analyzers.frozen import frozen
from analyzers.rules.frozen_metrics import moving
from analyzers.run import Floats, Run, Series
from analyzers.signals.chance import clipped
from analyzers.signals.noise import resolution
from analyzers.signals.roles import Roles
from analyzers.signals.summary import is_constant, lie_within

_BOXES = re.compile(
    r"^train/(?:(?:.*_)?(?:[cdg]?iou|bbox|box|box_reg|regression)_loss|loss_(?:bbox|box_reg|[cdg]?iou))$"
)


@frozen()
class Limits(moving.Limits):
    digits: float = 1e-3  # printed resolution of a loss, as a share of it, with which few equal records tell anything
    many: int = 20  # records that count as many
    stopped: int = 10  # equal records at the end, half of the log at least, from which a loss has come to stand
    again: int = 5  # losses that come again, all in the same order: no accident
    gained: float = 0.98  # share of its start at which nothing was gained before it did


def is_frozen(series: Series, place: float, limits: Limits) -> bool:
    """Whether it stands still, but for its first record, or has come to; or repeats itself, as of the same batches.

    place: the last decimal place that losses of this log are printed with, of which 0.2000 keeps nothing
    """
    return _is_constant(series.finite, place, limits) or _stopped(series, limits) or period(series, limits) > 0


def period(series: Series, limits: Limits) -> int:
    """After how many records all losses come again, in the same order and to the last digit; 0 where they do not."""
    values = series.values
    (same,) = (values[:-1] == values[-1]).nonzero()
    count = int(same[-1]) + 1 if len(same) else 0
    if count < limits.again or len(np.unique(values[:count])) < limits.again:
        return 0
    return len(values) - count if np.array_equal(values[:count], values[-count:]) else 0


def stands(series: Series, limits: Limits) -> bool:
    """Whether it is the same in each of some records: of one loss of a game alone it is no wonder."""
    return len(series) > limits.records and is_constant(series.values)


def unmatched(run: Run, parts: Roles, limits: Limits) -> str | None:
    """The loss of a detector's boxes where it is 0 in every record, beside others that are not: no box met a label."""
    some = any(run[key].values.any() for key in parts.losses)
    boxes = (key for key in parts.losses if _BOXES.search(key) and len(run[key]) >= limits.records)
    return next((key for key in boxes if some and not run[key].values.any()), None)


def is_most(run: Run, key: str, parts: Roles) -> bool:
    """Whether it makes up more than half of the main training loss, as the classification of a detector may."""
    if parts.loss is None or not (key.startswith("train/") and parts.loss.startswith("train/")):
        return False
    part, whole = run[key].finite, run[parts.loss].finite
    return bool(len(part) and len(whole) and whole[-1] / 2 < part[-1] <= whole[-1])


def repeated(run: Run, parts: Roles) -> bool:
    """Whether steps repeat the last validation loss until the next one is measured."""
    if not parts.loss or not parts.val_loss:
        return False
    train, val = run[parts.loss], run[parts.val_loss]
    return val.unit == "step" and np.array_equal(val.steps, train.steps) and not is_constant(train.values)


def printed(run: Run, keys: list[str]) -> float:
    """The last decimal place of these losses."""
    return min((resolution(float(run[key].finite[-1])) for key in keys if len(run[key].finite)), default=1.0)


def _is_constant(finite: Floats, place: float, limits: Limits) -> bool:
    finite = finite[1:] if len(finite) > 2 * limits.records else finite
    if clipped(finite):
        return True
    if len(finite) < limits.records or finite[-1] == 0:
        return False
    value = abs(float(finite[-1]))
    if not lie_within(finite, 1e-6 * value):
        return False
    return len(finite) >= limits.many or place <= limits.digits * value


def _stopped(series: Series, limits: Limits) -> bool:
    """Whether a loss moved at first, gained nothing, and is the same to the last digit from then on."""
    values = series.values
    least = max(limits.stopped, len(values) // 2)
    return len(values) > least and is_constant(values[-least:]) and bool(values[-1] >= limits.gained * values[0] > 0)

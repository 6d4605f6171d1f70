"""Overfitting that shows in the accuracies: training's ends well above validation's."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Finding, number, stretch
from analyzers.rules.overfitting.learnt_by_heart import CAUSES
from analyzers.run import Floats, Run
from analyzers.signals.kind import kind
from analyzers.signals.progress import progress
from analyzers.signals.roles import Roles, in_shares, shares
from analyzers.signals.shape import shape
from analyzers.signals.summary import highest, median


@frozen()
class Limits:
    accuracy_gap: float = 0.1  # training accuracy above validation accuracy
    large_gap: float = 0.15  # the same, from which it is worth a warning
    falls: float = 3.0  # standard errors of the fall of validation loss over the last third, where it still gains


def look(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """The gap of the two accuracies where the last validation was."""
    if parts.accuracy is None or parts.val_accuracy is None or _still_falls(run, parts, limits):
        return None
    train, val = shares(run[parts.accuracy]), in_shares(run[parts.val_accuracy]).finite
    last_val = _last(val)
    until = np.searchsorted(run[parts.accuracy].positions, run[parts.val_accuracy].positions[-1], side="right")
    before = train[: max(1, int(until))]
    last = _last(before[np.isfinite(before)])
    gap = last - last_val
    name = "Accuracy" if kind(parts.accuracy).accuracy else kind(parts.accuracy).metric.upper()
    if not limits.accuracy_gap <= gap <= 1 or last > 1:
        return None
    if last - highest(val[-3:]) < limits.accuracy_gap:  # validation was as good a moment ago
        return None
    return Finding(
        code="overfitting",
        severity="warning" if gap >= limits.large_gap and len(run[parts.val_accuracy]) > 1 else "info",
        confidence=0.85 if gap >= limits.large_gap else 0.65,
        headline=f"{name} is {last:.3g} on the training data and {last_val:.3g} on validation data.",
        explanation="What was learned beyond the validation accuracy holds for the training examples only.",
        where=stretch(run, parts.val_accuracy),
        evidence={
            "train_accuracy": number(last, "share"),
            "val_accuracy": number(last_val, "share"),
            "gap": number(gap, "share"),
        },
        causes=CAUSES,
    )


def _still_falls(run: Run, parts: Roles, limits: Limits) -> bool:
    """Whether validation loss tells that what is learned still holds for other data too."""
    val = shape(run[parts.val_loss]) if parts.val_loss else None
    return val is not None and len(val) >= 3 and progress(val).tail.z < -limits.falls


def _last(finite: Floats) -> float:
    """The final level: the median of the last three of at least six records; NaN where there is none."""
    return median(finite[-3:]) if len(finite) >= 6 else float(finite[-1]) if len(finite) else np.nan

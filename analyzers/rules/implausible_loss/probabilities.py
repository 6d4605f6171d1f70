"""A cross-entropy that falls towards its least value for probabilities where logits were due: softmax twice."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Finding, number
from analyzers.rules.implausible_loss.told import finding
from analyzers.run import Run
from analyzers.signals.chance import floor_of_probabilities
from analyzers.signals.roles import Roles, shares
from analyzers.signals.summary import lie_within, median, reach


@frozen()
class Limits:
    records: int = 8  # records below which no line can be told from a curve
    risen: float = 0.3  # rise of the accuracy over which loss and accuracy are held against each other
    right: float = 0.8  # accuracy at which a loss at the floor of its known classes tells the same without a rise
    alike: float = 0.08  # how constant their sum must stay, and how near the floor of probabilities, as a share of it


def look(run: Run, parts: Roles, limits: Limits) -> Iterator[Finding]:
    """The loss falls by just as much as the accuracy rises.

    With one-hot probabilities it is ln(1 + (C − 1)/e) for a right answer and 1 more for a wrong one.
    """
    key = parts.loss
    if key is None or not key.startswith("train") or parts.accuracy is None:
        return
    accuracy = shares(run[parts.accuracy])
    values = run[key].values
    if len(values) != len(accuracy) or len(accuracy) < limits.records or not run[key].is_finite:
        return
    rest = slice(len(accuracy) // 5, None)
    floors = values[rest] + accuracy[rest] - 1
    floor = median(floors)
    risen = reach(accuracy[rest]) >= limits.risen or (run.known("classes") and accuracy[-1] >= limits.right)
    if not (lie_within(floors, limits.alike * floor) and risen):
        return
    classes = _classes(run, floor, limits)
    due = floor_of_probabilities(classes) if classes > 2 else np.inf
    if -limits.alike / 4 <= floor / due - 1 <= limits.alike:
        yield _of_probabilities(run, key, due, classes)


def _classes(run: Run, floor: float, limits: Limits) -> int:
    """The number of classes: the stated one, else that which the floor of the loss fits best."""
    stated = run.known("classes")
    if isinstance(stated, int | float):
        return int(stated)
    return round(1 + np.e * float(np.expm1(min(floor, 7.0))) / (1 + limits.alike / 2))


def _of_probabilities(run: Run, key: str, due: float, classes: int) -> Finding:
    what = f"falls by just as much as the accuracy rises, towards {due:.4g} and not towards 0"
    told = finding(run, key, len(run[key]) - 1, what)
    return replace(
        told,
        severity="warning",
        explanation=f"That is the cross-entropy of probabilities, ln(1 + (C − 1)/e) at least for C = {classes} "
        "classes: a softmax stands before a loss that takes logits.",
        evidence={**told.evidence, "floor": number(due, "nat"), "classes": number(classes, "classes")},
    )

"""A loss takes a value that it cannot have.

What it means
    A cross-entropy, a squared or an absolute error is never below 0, a perplexity never below 1; and a loss of exactly
    0 is not reached while answers are still wrong. The labels are in the wrong form (say 1…C instead of 0…C − 1, or -1
    and 1 for a binary cross-entropy), the output lacks its activation, or the target is empty.

What to look at
    What the log or the code calls the loss, and the accuracy beside it.
    A loss that falls by just as much as the accuracy rises is one of probabilities where logits were due: softmax
    before softmax.

When to ignore
    Many losses may be negative: a log-likelihood of a density, an evidence bound, a Wasserstein critic. Nothing is said
    where the loss is not named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run
from analyzers.signals.chance import floor_of_probabilities
from analyzers.signals.roles import roles, shares
from analyzers.signals.summary import highest, lie_within, median, reach

_NEVER_NEGATIVE = re.compile(
    r"cross_?entropy|logloss|log_loss|(?<![a-z])(?:bce|ce|r?mse|mae|xent|hinge)(?![a-z])|squared|absolute|huber"
)


@dataclass(frozen=True)
class Limits:
    below: float = -1e-4  # a loss less negative than this may be rounding
    unbounded: float = -0.5  # loss beside an accuracy that no label smoothing or rounding gives
    zeros: int = 3  # records of exactly 0 that are no accident
    dropped: float = 0.5  # least share of the usual loss before them from which nothing falls to 0 in one record
    high: float = 0.1  # the least such loss: below, 0 may be rounding
    records: int = 8  # records below which no line can be told from a curve
    risen: float = 0.3  # rise of the accuracy over which loss and accuracy are held against each other
    right: float = 0.8  # accuracy at which a loss at the floor of its known classes tells the same without a rise
    alike: float = 0.08  # how constant their sum must stay, and how near the floor of probabilities, as a share of it
    wrong: float = 0.95  # accuracy below which answers are wrong and the loss cannot be 0


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    stated, named = str(run.known("loss") or ""), (parts.loss, parts.val_loss)
    for key in parts.losses:
        values = run[key].values
        if key == parts.loss and parts.accuracy and _unbounded(run[key].finite, limits):
            yield _finding(run, key, len(values) - 1, "keeps falling below 0, which no loss of a classifier does")
            return
        if np.fmin.reduce(values) < limits.below and _never_negative(key, stated if key in named else ""):
            yield _finding(run, key, int(np.nanargmin(values)), "is below 0, which this loss cannot be")
            return
    accuracy = parts.accuracy or parts.val_accuracy
    if parts.loss and accuracy and _zero(run[parts.loss].values, shares(run[accuracy]), limits):
        level = float(shares(run[accuracy])[-1])
        at = int(np.argmax(run[parts.loss].values == 0))
        yield _finding(run, parts.loss, at, f"is exactly 0 while the accuracy is {level:.4g}")
    elif parts.loss and (at := _vanished(run[parts.loss].values, limits)):
        yield _of_nothing(run, parts.loss, at)
    elif parts.loss and parts.accuracy and parts.loss.startswith("train"):
        yield from _squashed(run, parts.loss, shares(run[parts.accuracy]), limits)


def _never_negative(key: str, stated: str) -> bool:
    """Whether a loss has a name, its own or a stated one, of losses that cannot be below 0."""
    return bool(_NEVER_NEGATIVE.search(f"{key} {stated}".lower().replace(" loss", "_loss").replace("-", "_")))


def _unbounded(finite: Floats, limits: Limits) -> bool:
    """Whether a loss falls on and on below 0: beside an accuracy, labels outside of 0…1 are the usual reason."""
    late = finite[-max(2, len(finite) // 4) :]
    return len(finite) >= 4 and highest(late) < limits.unbounded and bool(late[-1] < late[0])


def _zero(loss: Floats, accuracy: Floats, limits: Limits) -> bool:
    if loss[-1] != 0 or np.count_nonzero(loss == 0) < limits.zeros:
        return False
    late = min(len(loss), len(accuracy)) // 2
    return bool(np.nanmax(accuracy[late:]) < limits.wrong)


def _vanished(loss: Floats, limits: Limits) -> int:
    """Index of the first of the exact zeros in which a loss ends that was as high as ever before; 0 where it does not.

    Programs print 0 for a mean over nothing (every label masked), and some for a loss that is NaN.
    """
    above = np.flatnonzero(loss != 0)
    if not len(above) or not limits.zeros <= len(above) <= len(loss) - limits.zeros:
        return 0
    last, before = int(above[-1]), loss[above]
    usual = median(before)
    fell = last + 1 == len(above) and before[-1] >= max(limits.high, limits.dropped * usual)
    return last + 1 if fell and np.isfinite(before).all() else 0


def _squashed(run: Run, key: str, accuracy: Floats, limits: Limits) -> Iterator[Finding]:
    """The loss falls by just as much as the accuracy rises: so it is one of probabilities, softmax before softmax.

    With one-hot probabilities it is ln(1 + (C − 1)/e) for a right answer and 1 more for a wrong one.
    """
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
    told = _finding(run, key, len(run[key]) - 1, what)
    return replace(
        told,
        severity="warning",
        explanation=f"That is the cross-entropy of probabilities, ln(1 + (C − 1)/e) at least for C = {classes} "
        "classes: a softmax stands before a loss that takes logits.",
        evidence={**told.evidence, "floor": number(due, "nat"), "classes": number(classes, "classes")},
    )


def _of_nothing(run: Run, key: str, at: int) -> Finding:
    before = run[key].values[at - 1]
    told = _finding(run, key, at, f"is exactly 0, right after {before:.4g}, and stays so")
    return replace(
        told,
        evidence={**told.evidence, "level_before": number(before)},
        explanation="A loss that is learned away does not fall to 0 in one record. Some programs print 0 for a loss "
        "that is NaN, as after an overflow in half precision, and for one over labels that are all masked.",
        causes=(
            Cause("learning_rate_too_high", 0.5, "an overflow gave NaN: bfloat16, or a lower rate, does not overflow"),
            Cause("wrong_output_or_loss", 0.4, "no label is left to take the loss of, or a logarithm of 0 was taken"),
            Cause("no_parameter_update", 0.3, "steps with NaN gradients are skipped"),
        ),
    )


def _finding(run: Run, key: str, at: int, what: str) -> Finding:
    series = run[key]
    return Finding(
        code="implausible_loss",
        severity="critical",
        confidence=0.9,
        headline=f"{series.name_in_log or key} = {series.values[at]:.4g} at {series.unit} {series.steps[at]} {what}.",
        explanation="The labels are not in the form that the loss expects, or the output lacks its activation.",
        where=stretch(run, key, at, at),
        evidence={
            "value": number(series.values[at]),
            "records_at_or_below_0": number(int((series.values <= 0).sum()), "records"),
        },
        causes=(Cause("wrong_output_or_loss", 0.9, "output, loss and labels do not belong together"),),
    )


RULE = Rule(
    id="implausible_loss",
    severity="critical",
    needs=("train/loss|val/loss",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

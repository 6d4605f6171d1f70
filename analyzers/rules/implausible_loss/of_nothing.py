"""A loss of exactly 0 that was not learned: of no labels, of NaN, or beside answers that are still wrong."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Severity, number
from analyzers.rules.implausible_loss.told import finding
from analyzers.run import Floats, Run
from analyzers.signals import unprinted
from analyzers.signals.roles import Roles, shares
from analyzers.signals.summary import median


@frozen()
class Limits:
    zeros: int = 3  # records of exactly 0 that are no accident
    dropped: float = 0.5  # least share of the usual loss before them from which nothing falls to 0 in one record
    high: float = 0.1  # the least such loss: below, 0 may be rounding
    wrong: float = 0.95  # accuracy below which answers are wrong and the loss cannot be 0


def look(run: Run, parts: Roles, limits: Limits) -> Iterator[Finding]:
    if parts.loss is None or run[parts.loss].values[-1] != 0 or unprinted.since(run) is not None:
        return
    accuracy = parts.accuracy or parts.val_accuracy
    if accuracy and _zero(run[parts.loss].values, shares(run[accuracy]), limits):
        level = float(shares(run[accuracy])[-1])
        at = int(np.argmax(run[parts.loss].values == 0))
        yield finding(run, parts.loss, at, f"is exactly 0 while the accuracy is {level:.4g}")
    elif severity := _never_was(run, parts, limits):
        yield replace(_of_nothing(run, parts.loss, 0, trained=False), severity=severity)
    elif at := _vanished(run[parts.loss].values, limits):
        yield _of_nothing(run, parts.loss, at, trained=True)
    elif at := _fell_at_once(run[parts.loss].values, limits):
        right = accuracy is not None and float(shares(run[accuracy])[-1]) >= limits.wrong
        yield replace(_of_nothing(run, parts.loss, at, trained=False), severity="info" if right else "warning")


def _zero(loss: Floats, accuracy: Floats, limits: Limits) -> bool:
    if np.count_nonzero(loss == 0) < min(limits.zeros, len(loss)):
        return False
    late = min(len(loss), len(accuracy)) // 2
    return bool(np.fmax.reduce(accuracy[late:]) < limits.wrong)


def _never_was(run: Run, parts: Roles, limits: Limits) -> Severity | None:
    """How bad it is that a loss is 0 from the first record on; None where it is not, or an accuracy may explain it."""
    if parts.loss is None or parts.qualities or run[parts.loss].values.any():
        return None
    norm = run["train/gradient_norm"].values if "train/gradient_norm" in run else np.ones(1)
    if not norm.any():
        return "critical"
    many = len(run[parts.loss]) >= limits.zeros  # few digits may hide a small loss
    return "warning" if many and not parts.adversarial else None


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


def _fell_at_once(loss: Floats, limits: Limits) -> int:
    """The same of a loss that was high in its first record, 0 in the second one, and in most of the others."""
    above = np.flatnonzero(loss != 0)
    few = 0 < len(above) < min(limits.zeros, len(loss) / 2)
    return int(above[-1]) + 1 if few and loss[0] >= limits.high and loss[1] == 0 else 0


def _of_nothing(run: Run, key: str, at: int, trained: bool) -> Finding:
    """at: the first 0 of those in which it ends · trained: whether a loss was there for longer than a first step"""
    before = number(float(run[key].values[at - 1])) if at else number(float("nan"))
    since = f"right after {before.value:.4g}" if at else "from the first record on"
    told = finding(run, key, at, f"is exactly 0, {since}, and stays so")
    return replace(
        told,
        evidence={**told.evidence, "level_before": before},
        explanation="A loss that is learned away does not fall to 0 in one record. Some programs print 0 for a loss "
        "that is NaN, as after an overflow in half precision, and for one over labels that are all masked.",
        causes=(
            Cause(
                "learning_rate_too_high",
                0.5 if trained else 0.2,
                "NaN after an overflow: a lower rate or bfloat16 helps",
            ),
            Cause("wrong_output_or_loss", 0.4 if trained else 0.8, "no label is left, or a logarithm of 0 was taken"),
            Cause("no_parameter_update", 0.3, "steps with NaN gradients are skipped"),
        ),
    )

"""What is said of a loss that is no number."""

import math

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Evidence, Finding, number, stretch
from analyzers.run import Floats, Run, Series
from analyzers.signals.kind import kind
from analyzers.signals.roles import roles

CODE = "non_finite_loss"
_VALIDATION = ("val", "test")  # what keys of series of validation data begin with


@frozen()
class Limits:
    trained: int = 3  # records before a NaN from which on a step may be what led to it
    growth: float = 3.0  # ratio of the last finite loss to the lowest one, above which it was exploding


def finding(run: Run, bad: list[str], limits: Limits) -> Finding:
    key, series = bad[0], run[bad[0]]
    wrong = ~np.isfinite(series.values)
    first = int(wrong.argmax())
    before = series.values[:first]
    recovers, unmeasured = bool(np.isfinite(series.values[-1])), _is_unmeasured(run, bad)
    value = "NaN" if np.isnan(series.values[first]) else "infinite"
    when = "in every record" if wrong.all() else f"from {series.unit} {series.steps[first]} on"
    when = f"at {series.unit} {series.steps[first]}, finite again at the end" if recovers else when
    return Finding(
        code=CODE,
        severity="info" if unmeasured else "warning" if recovers else "critical",
        confidence=0.6 if unmeasured else 0.99,
        headline=f"{_name(series, key)} is {value} {when}.",
        explanation=_UNMEASURED if unmeasured else _explain(before, recovers),
        where=stretch(run, key, first),
        evidence=_evidence(before, int(wrong.sum()), len(bad)),
        causes=(_UNTOLD,) if unmeasured else causes(run, before, limits),
    )


def printed_as_zero(run: Run, first: int, limits: Limits) -> Finding:
    key = roles(run).loss or ""
    series, before = run[key], run[key].values[:first]
    when = f"from {series.unit} {series.steps[first]} on" if first else "in every record"
    return Finding(
        code=CODE,
        severity="critical",
        confidence=0.9,
        headline=f"{_name(series, key)} is 0 {when} beside gradients that are NaN: it is NaN itself.",
        explanation="Programs that leave NaN out of the mean that they print then print 0. " + _explain(before, False),
        where=stretch(run, key, first),
        evidence={
            **_evidence(before, len(series) - first, 1),
            "level_before": number(before[-1] if first else math.nan),
        },
        causes=causes(run, before, limits) if first >= limits.trained else _UNTRAINED,
    )


_UNTRAINED = (
    Cause("no_parameter_update", 0.7, "a batch whose labels are all masked, or half precision that overflows"),
    Cause("learning_rate_too_high", 0.3, "a first step that is too long overflows as well"),
)
_UNMEASURED = (
    "The training loss beside it is finite, and nothing of the validation data is: most likely nothing was measured on "
    "them (R's gbm without a train.fraction prints this); else they hold a NaN themselves."
)


_UNTOLD = Cause("wrong_output_or_loss", 0.3, "a loss of no examples is 0/0, and one NaN among them makes it NaN")


def _is_unmeasured(run: Run, bad: list[str]) -> bool:
    """Whether whatever is of validation data is NaN in every record, and no loss of the training data ever is."""
    validation = [key for key in run.series if key.startswith(_VALIDATION)]
    trained = [key for key in roles(run).losses if key not in validation]
    nothing = not any(len(run[key].finite) or np.isinf(run[key].values).any() for key in validation)
    return bool(trained) and set(bad) <= set(validation) and nothing


def _name(series: Series, key: str) -> str:
    """What to call it: "The loss", where the log has no better name."""
    name = series.name_in_log or key.partition("/")[2]
    if name.lower() == "loss" or not name[:1].isalnum():
        return "The loss"
    return f"The loss {name}" if kind(key).loss else name


def _explain(before: Floats, recovers: bool) -> str:
    if recovers:
        return "The weights survived, so the value itself overflowed: often a logarithm of 0 at extreme outputs."
    if not len(before):
        return "There is no finite record before it, so the curve cannot tell how it came about."
    return f"The last finite value was {before[-1]:.6g}; what was trained after it is lost."


def _evidence(before: Floats, count: int, series: int) -> dict[str, Evidence]:
    evidence = {
        "nonfinite_records": number(count, "records"),
        "records_before": number(len(before), "records"),
        "series_affected": number(series, "series"),
    }
    if len(before):
        evidence["last_finite"] = number(before[-1])
        evidence["growth_before"] = number(before[-1] / before.min() if before.min() > 0 else 1.0, "ratio")
    return evidence


def causes(run: Run, before: Floats, limits: Limits = Limits()) -> tuple[Cause, ...]:  # noqa: B008  it never changes
    """What may lie behind it. before: the finite losses before the first that is none"""
    grew = len(before) > 1 and before.min() > 0 and before[-1] > limits.growth * before.min()
    if grew:
        return (
            Cause("learning_rate_too_high", 0.9, "the loss grew before it overflowed"),
            Cause("unscaled_inputs", 0.3, "large inputs make every step large"),
        )
    likely = 0.5 if len(before) < 3 else 0.4
    return (
        Cause("learning_rate_too_high", likely, "the most common reason for a NaN within a few steps"),
        Cause("unscaled_inputs", 0.35, "a NaN or a huge value in the data gives the same picture"),
        Cause("wrong_output_or_loss", 0.35, "a logarithm of 0 or a division by 0 in the loss gives it without growth"),
        Cause("poor_initialization", 0.2, "weights that are too large overflow in the first steps"),
    )

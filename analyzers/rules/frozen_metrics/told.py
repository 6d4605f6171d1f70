"""What is said of a number that does not move."""

import numpy as np

from analyzers.rule import Cause, Finding, number, stretch
from analyzers.rules.frozen_metrics.moving import Limits
from analyzers.run import Run, Series
from analyzers.signals.chance import clipped
from analyzers.signals.roles import Roles

BROKEN = (
    Cause("learning_rate_too_high", 0.75, "it moved until a step was too long"),
    Cause("dead_units", 0.7, "units that no input switches on pass nothing on, and do not come back"),
    Cause("unscaled_inputs", 0.4, "large inputs make the first steps long"),
)
UNMATCHED = (Cause("wrong_output_or_loss", 0.8, "labels that the loss of the boxes never sees"),)


def finding(run: Run, key: str, parts: Roles, moving: bool) -> Finding:
    series = run[key]
    finite, loss = series.finite, key not in parts.qualities
    value, since = float(finite[-1]), _since(series) if loss else 0
    name = series.name_in_log or key
    saturated = clipped(finite) if loss else None
    unmatched = loss and value == 0 and key != parts.loss
    explanation = (
        f"{value:.6g} is {saturated}: the outputs are saturated and pass no gradient on."
        if saturated
        else "No box met a label: there are none, they have another form, or no anchor is of their size."
        if unmatched
        else "The loss moves, so weights are updated: look at how this number is measured."
        if moving and not loss
        else "Weights that are updated would move it, if only by rounding."
    )
    return Finding(
        code="frozen_metrics",
        severity="warning" if moving and not loss else "critical",
        confidence=0.9 if loss or value == 0 else 0.75,
        headline=_headline(series, name, since, loss),
        explanation=explanation,
        where=stretch(run, key, since),
        evidence={
            "value": number(value),
            "records": number(len(series) - since, "records"),
            "distinct_values": number(len(np.unique(finite)), "values"),
        },
        causes=UNMATCHED
        if unmatched
        else BROKEN
        if since and not saturated
        else _causes(run, saturated, moving and not loss),
    )


def _headline(series: Series, name: str, since: int, loss: bool) -> str:
    if len(series) < Limits.records and not loss:
        return f"{name} is {series.values[-1]:.6g} on training and on validation data."
    if loss and not since and len(np.unique(series.finite)) > 2:
        return f"{name} repeats itself in {len(series)} records: the same values in the same order, to the last digit."
    return f"{name} stays at {series.finite[-1]:.6g} over {len(series) - since} records."


def _since(series: Series) -> int:
    """The record from which on a loss has come to stand; 0 where it has stood all along, or but for the first, or

    repeats itself."""
    other = np.flatnonzero(series.values != series.values[-1])
    return int(other[-1]) + 1 if len(other) and 0 < other[-1] < len(series) - 2 else 0


def _causes(run: Run, saturated: str | None, only_metric: bool) -> tuple[Cause, ...]:
    rate = run["lr"].values if "lr" in run else np.ones(1)
    if saturated:
        return (
            Cause("learning_rate_too_high", 0.8, "only diverged weights give outputs this extreme"),
            Cause("unscaled_inputs", 0.4, "large inputs saturate the outputs at once"),
        )
    if only_metric:
        return (
            Cause("wrong_output_or_loss", 0.6, "an output or a threshold that never meets the labels"),
            Cause("class_imbalance", 0.3, "a class too rare ever to be predicted"),
        )
    zero = bool(np.all(rate == 0))
    return (
        Cause("no_parameter_update", 0.95 if zero else 0.7, "the rate is 0" if zero else "no step reaches the weights"),
        Cause("dead_units", 0.4, "no gradient passes a layer whose units are all off"),
        Cause("learning_rate_too_low", 0.2, "steps below the printed digits"),
    )

"""What is said of a loss that grows, and the critical learning rate that a steady growth proves."""

from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Evidence, Finding, number, stretch
from analyzers.rules.diverging import lost
from analyzers.run import Run, Series
from analyzers.signals.growth import Growth, critical
from analyzers.signals.shape import Shape
from analyzers.signals.summary import differences


@frozen()
class Limits(lost.Limits):
    steady: float = 0.98  # R² of the log-linear fit from which a growth factor is a measurement


def finding(run: Run, key: str, found: Shape, burst: Growth | None, limits: Limits) -> Finding:
    series = run[key]
    first = burst.first if burst else int(found.index[found.low_at])
    last = burst.last if burst else int(found.index[-1])
    steady = burst is not None and burst.fit >= limits.steady
    how = f", ×{burst.ratio:.5g} a record" if burst and steady else ""
    return Finding(
        code="diverging",
        severity="critical",
        confidence=0.99 if steady else 0.9 if burst or len(found) >= limits.short else 0.75,
        headline=f"The loss grows from {series.values[first]:.4g} to {series.values[last]:.4g} "
        f"between {series.unit} {series.steps[first]} and {series.steps[last]}{how}.",
        explanation="The steps are too long for the curvature of the loss: each one overshoots the last.",
        where=stretch(run, key, first, last),
        evidence=_evidence(run, series, found, burst, steady),
        causes=_causes(found, steady),
    )


def of_a_game(told: Finding) -> Finding:
    """Of a generator's loss that grows while the discriminator wins."""
    return replace(
        told,
        severity="info",
        confidence=0.7,
        explanation="The discriminator tells nearly every fake: the generator has little left to learn from.",
        causes=(
            Cause("learning_rate_too_high", 0.6, "a discriminator that learns too fast wins before there is a game"),
        ),
    )


def of_a_creep(told: Finding, far: bool) -> Finding:
    """Of a loss that climbs evenly, but slowly: what it is trained on may get harder, too."""
    return replace(
        told,
        severity="warning" if far else "info",
        confidence=0.6,
        explanation="It climbs so evenly that no noise explains it: the steps are too long, or the data get harder.",
    )


def _evidence(run: Run, series: Series, found: Shape, burst: Growth | None, steady: bool) -> dict[str, Evidence]:
    evidence = {
        "start": number(found.start),
        "lowest": number(found.low),
        "end": number(found.end),
        "noise": number(found.noise, note="standard deviation of one record"),
    }
    if burst:
        evidence["growth_per_record"] = number(burst.ratio, "ratio")
        evidence["fit"] = number(burst.fit, note="R² of the log-linear fit")
    if burst and steady:
        evidence |= _critical_rate(run, series, burst)
    return evidence


def _critical_rate(run: Run, series: Series, burst: Growth) -> dict[str, Evidence]:
    rate, steps = run.known("learning_rate"), steps_per_record(run, series)
    optimizer = str(run.known("optimizer") or "").lower()
    momentum = run.known("momentum") or 0.0
    if optimizer not in ("sgd", "gd", "momentum", "gradient descent") or not steps:
        return {}
    if not isinstance(rate, int | float) or not isinstance(momentum, int | float) or rate <= 0:
        return {}
    proved = critical(burst.ratio, float(rate), steps, float(momentum))
    return {
        "critical_learning_rate": number(proved.learning_rate, note="gradient descent converges below it"),
        "curvature": number(proved.curvature, note="λ, the largest eigenvalue of the loss's Hessian"),
        "rate_times_curvature": number(proved.rate_times_curvature, note=f"stable below {2 * (1 + momentum):.4g}"),
        "steps_per_record": number(steps, "steps"),
    }


def steps_per_record(run: Run, series: Series) -> float | None:
    """Optimizer steps between two records, where the log or its context tells them."""
    if series.unit == "step" and len(series) > 1:
        return float(np.median(differences(series.steps)))
    known = run.known("steps_per_epoch")
    if isinstance(known, int | float) and known > 0:
        return float(known)
    examples, batch = run.known("examples"), run.known("batch_size")
    if isinstance(examples, int | float) and isinstance(batch, int | float) and batch > 0:
        return float(-(-examples // batch))
    return None


def _causes(found: Shape, steady: bool) -> tuple[Cause, ...]:
    rate = Cause(
        "learning_rate_too_high",
        0.97 if steady else 0.85,
        "a steady factor per record is what steps beyond the stability limit give" if steady else "steps overshoot",
    )
    scale = Cause(
        "unscaled_inputs",
        0.4 if abs(found.start) > 50 else 0.2,
        "the curvature grows with the square of the inputs' size, and the limit falls with it",
    )
    return rate, scale, Cause("wrong_output_or_loss", 0.1, "a loss that rewards the wrong direction grows too")

"""The loss grows instead of falling.

What it means
    Each step overshoots: along the steepest direction the error is multiplied by 1 − ηλ (η the learning rate, λ the
    curvature), and that factor is beyond −1. The weights get worse with every record.

What to look at
    The factor per record. Where it is steady, and the optimizer is plain or momentum gradient descent with a known rate
    and a known number of steps a record, it proves the critical learning rate 2(1 + β)/λ without any model.
    Adam's limit, (2 + 2β₁)/((1 − β₁)η) = 38/η in its preconditioned curvature, is another one: no number is given.

When to ignore
    Losses of a game (GAN) or of a changing data distribution (reinforcement learning) may grow while all is well;
    there only an explosion counts.

References
    Y. LeCun et al., "Efficient BackProp", 1998; G. Goh, "Why Momentum Really Works", 2017;
    J. Cohen et al., "Adaptive Gradient Methods at the Edge of Stability", arXiv 2207.14484.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analyzers.rule import Cause, Evidence, Finding, Rule, number, stretch
from analyzers.run import Floats, Run, Series
from analyzers.signals.growth import Growth, critical, growth
from analyzers.signals.progress import begins
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, shape, trend
from analyzers.signals.summary import differences, lowest, median


@dataclass(frozen=True)
class Limits:
    short: int = 8  # records below which noise cannot be told from a trend, and only a multiple counts
    short_ratio: float = 2.0  # last loss over the first, in a short log
    explosion: float = 3.0  # growth over an unbroken final rise that ends above all before it
    game: float = 100.0  # the same for losses that may grow while all is well
    certain: float = 5.0  # standard errors by which the end must exceed the start
    lost: float = 0.1  # and by which share of the usual loss, in a log that begins with the training
    fallback: float = 0.25  # share of a jump that is made good again: then it was a spike
    regrowth: float = 1.5  # end over the lowest level, after a steady climb from there that undid `lost` of the fall
    stays: int = 6  # records since a peak, all at a multiple of the start, from which no fall is a return either
    gone: float = 10.0  # last over first level, from which no fall from a peak is a return
    rounds: int = 4  # trees all of which made the loss of what they were fitted to worse
    steady: float = 0.98  # R² of the log-linear fit from which a growth factor is a measurement


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    key = parts.loss
    found = shape(run[key]) if key else None
    if key is None or found is None:
        return
    values = run[key].values
    burst = growth(values)
    if burst and not _explodes(run[key], burst, limits.game if parts.adversarial else limits.explosion):
        burst = None
    unseen = key.startswith(("val", "test")) and found.end < limits.explosion * found.start  # see overfitting
    if parts.booster and key.startswith("train") and not burst and _worsens(values, limits):
        yield _of_trees(_finding(run, key, found, None, limits))
    elif burst or not (parts.adversarial or unseen or not _is_lost(run[key], found, limits)):
        yield _finding(run, key, found, burst, limits)


def _worsens(values: Floats, limits: Limits) -> bool:
    return len(values) >= limits.rounds and bool(np.all(differences(values) > 0))


def _of_trees(told: Finding) -> Finding:
    """Of a loss that rises with every tree: each is fitted so that it falls."""
    return replace(
        told,
        severity="warning",
        explanation="Every tree is fitted so that the training loss falls: what is printed here is not what is fitted.",
        causes=(
            Cause("class_imbalance", 0.7, "classes are weighted in what is fitted, and not in what is printed"),
            Cause("learning_rate_too_high", 0.5, "shares too large overshoot, as with an objective of one's own"),
        ),
    )


def _explodes(series: Series, burst: Growth, ratio: float) -> bool:
    values, lone = series.values, series.unit != "epoch" and burst.last == len(series) - 1
    first, last = values[burst.first], values[burst.last]
    before = values[: burst.first + 1]
    highest = before[np.isfinite(before)].max(initial=first)
    unheard_of = values[burst.last - lone] > 1.5 * highest  # one batch alone is not
    return bool(last > ratio * first and unheard_of and burst.last - burst.first >= 2)


def _is_lost(series: Series, found: Shape, limits: Limits) -> bool:
    """Whether the run ends worse than it began, and not on its way back from a spike."""
    end = _end(series, found)
    if len(found) < limits.short:
        first = found.curve[0]
        multiple = len(found) > 1 and first > 0 and end > limits.short_ratio * first
        return bool(multiple and not _returns(found.curve, limits))
    if _regrows(found, limits):
        return True
    worse = end - max(found.start, found.curve[0])
    lost = limits.lost if begins(series) else limits.regrowth - 1
    certain = worse > max(limits.certain * found.doubt, lost * min(found.level, abs(found.start)))
    return certain and not _returns(found.smooth, limits) and _climbs(found)


def _end(series: Series, found: Shape) -> float:
    """The level that the run ends at; of single batches one alone, perhaps a short last one, tells nothing."""
    short = len(found) < Limits.short
    if series.unit == "epoch" or len(found) < 3:
        return float(found.curve[-1]) if short else found.end
    return lowest(found.curve[-2:]) if short else min(found.end, median(found.curve[-max(3, len(found) // 10) :]))


def _regrows(found: Shape, limits: Limits) -> bool:
    """Whether it had come down, and has been climbing steadily since to a multiple of that level."""
    since = found.smooth[found.low_at :]
    if len(since) < max(limits.short, len(found) // 5) or found.low <= 0:
        return False
    line = trend(since)
    sure = max(line.z, trend(np.log(since)).z) > limits.certain  # an explosion is steady in its logarithm
    steady = line.change > 0.6 * (found.end - found.low) and sure
    far = found.end > limits.regrowth * found.low
    undone = found.end > found.start and found.rise > 2 * limits.lost * found.low
    far = far and found.rise > limits.lost * found.drop
    return bool(steady and (far or undone) and found.rise > 2 * limits.certain * found.doubt)


def _returns(curve: Floats, limits: Limits) -> bool:
    lowest = int(curve.argmin())
    after = curve[lowest:]
    jump = float(after.max() - after[0])
    back = float(after.max() - curve[-1])
    early = lowest + int(after.argmax()) < len(curve) // 5
    since = after[int(after.argmax()) :]
    stays = len(since) >= limits.stays and since.min() > limits.short_ratio * abs(curve[0])
    gone = stays or curve[-1] > limits.gone * abs(curve[0])
    return jump > 0 and back > limits.fallback * jump and not early and not gone


def _climbs(found: Shape) -> bool:
    """Whether the way up was more than the first record being lucky."""
    rest = found.smooth[1 + len(found) // 20 :]
    return trend(rest).change > 0 or float(rest.min()) > 1.5 * abs(found.start)


def _finding(run: Run, key: str, found: Shape, burst: Growth | None, limits: Limits) -> Finding:
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


RULE = Rule(
    id="diverging",
    severity="critical",
    needs=("train/loss|val/loss",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

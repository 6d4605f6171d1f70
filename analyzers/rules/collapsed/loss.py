"""A loss that had fallen, and then rose to a constant at which it stays."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number, stretch
from analyzers.run import Run
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, shape, trend
from analyzers.signals.summary import lowest, median

CAUSES = (
    Cause("learning_rate_too_high", 0.8, "a step too long is what breaks a network that was learning"),
    Cause("dead_units", 0.6, "units that no input switches on any more have no gradient to come back"),
    Cause("saturated_activations", 0.3, "bounded activations driven to their limits give the same picture"),
)


@frozen()
class Limits:
    records: int = 6  # records below which a fall and a constant cannot both be seen
    certain: float = 6.0  # standard errors by which the loss must have fallen first
    learnt: float = 0.01  # and the share of the loss by which it must have
    back: float = 0.8  # share of that progress which is lost again
    beyond: float = 1.0  # lost beyond the start, in units of the progress: more is divergence
    still: float = 0.1  # scatter of the constant, as a share of the progress


def look(run: Run, limits: Limits) -> Finding | None:
    key = roles(run).loss
    found = shape(run[key]) if key else None
    if key is None or found is None or len(found) < limits.records:
        return None
    fell = _fall(found, limits)
    return None if fell is None else _finding(run, key, found, fell)


def _fall(found: Shape, limits: Limits) -> int | None:
    """The point of the curve from which on it lies at a constant that undoes what was learned."""
    curve = found.smooth
    low_at = int(curve.argmin())
    low, begin = float(curve[low_at]), max(found.start, float(curve[0]))
    progress = begin - low
    rest = curve[low_at + 1 :]
    if len(rest) < 3 or progress <= 0 or progress < max(limits.certain * found.doubt, limits.learnt * abs(begin)):
        return None
    if low_at and curve[low_at - 1] > begin - limits.still * progress and lowest(rest) > low + progress / 2:
        return None  # one record unlike the others
    constant = median(rest[len(rest) // 2 :])
    if not limits.back <= (constant - low) / progress <= 1 + limits.beyond:
        return None
    away = np.flatnonzero(np.abs(rest - constant) > 3 * limits.still * progress)
    still = rest[int(away[-1]) + 1 if len(away) else 0 :]
    if len(still) < max(3, len(curve) // 20):
        return None
    held = float(np.std(still))
    return len(curve) - len(still) if max(held, abs(trend(still).change) / 3) <= limits.still * progress else None


def _finding(run: Run, key: str, found: Shape, fell: int) -> Finding:
    series = run[key]
    at = int(found.index[fell])
    constant = float(np.median(found.curve[fell:]))
    lowest = float(found.curve.min())
    return Finding(
        code="collapsed",
        severity="critical",
        confidence=0.9,
        headline=f"The loss had come down to {lowest:.4g}, then fell back to {constant:.6g} at "
        f"{series.unit} {series.steps[at]} and stayed there.",
        explanation="What had been learned is gone; only the output's bias still follows the class shares.",
        where=stretch(run, key, at),
        evidence={
            "lowest": number(lowest),
            "constant": number(constant),
            "start": number(found.start),
            "records_since": number(len(series) - at, "records"),
        },
        causes=CAUSES,
    )

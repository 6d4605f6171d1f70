"""Where a curve is heading: a power law with offset, a + b·(t + t0)^−c, with an interval, never a point alone."""

import math
from dataclasses import dataclass

import numpy as np

from analyzers.run import Floats
from analyzers.signals.summary import mean

SHIFTS = np.array([0.0, 0.02, 0.1, 0.3, 1.0])  # t0 as a share of the curve's length


@dataclass(frozen=True)
class Forecast:
    """The value after `more` further records. low, high: over all power laws that fit about as well as the best."""

    more: int
    value: float
    low: float
    high: float


def forecast(values: Floats, more: int) -> Forecast | None:
    """Extrapolates (n,) finite values by `more` records; None below 8 values.

    Every pair of exponent and shift on a grid is fitted by linear least squares. Those whose residual is within a
    factor of 1.5 of the best, or within the uncertainty of so few points, span the interval.
    """
    count = len(values)
    if count < 8:
        return None
    times = np.arange(1.0, count + 2)
    times[count] = count + more
    laws = _laws(times + SHIFTS[:, None] * count)
    laws -= np.add.reduce(laws[:, :count], axis=1, keepdims=True) / count
    seen, level = laws[:, :count], mean(values)
    target = values - level
    slopes = seen @ target / np.einsum("ij,ij->i", seen, seen)
    wrong = target - seen * slopes[:, None]
    rest = np.einsum("ij,ij->i", wrong, wrong) / count
    ends = level + slopes * laws[:, count]
    best = int(rest.argmin())
    near = ends[rest <= rest[best] * max(1.5, 1 + 8 / count)]
    error = 2 * math.sqrt(rest[best])
    return Forecast(more, float(ends[best]), float(near.min()) - error, float(near.max()) + error)


def _laws(times: Floats) -> Floats:
    """t^−c of (k, n) times, k rows for each of the exponents ¼, ½, ¾, 1, 1½, 2, 3; made of fourth roots."""
    quarter = 1 / np.sqrt(np.sqrt(times))
    half = quarter * quarter
    one = half * half
    two = one * one
    return np.concatenate((quarter, half, half * quarter, one, one * half, two, two * one))

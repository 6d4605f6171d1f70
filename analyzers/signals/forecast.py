"""Where a curve is heading: a power law with offset, a + b·(t + t0)^−c, with an interval, never a point alone."""

import math
from dataclasses import dataclass
from functools import lru_cache

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
    """Extrapolates (n,) finite values by `more` records; None below 8 values, and where squares overflow.

    Every pair of exponent and shift on a grid is fitted by linear least squares. Those whose residual is within a
    factor of 1.5 of the best, or within the uncertainty of so few points, span the interval.
    """
    count = len(values)
    if count < 8:
        return None
    seen, ends, sizes = _laws(count, more)
    level = mean(values)
    target = values - level
    slopes = seen @ target / sizes
    wrong = target - seen * slopes[:, None]
    rest = np.einsum("ij,ij->i", wrong, wrong) / count
    ends = level + slopes * ends
    best = int(rest.argmin())
    if not math.isfinite(rest[best]):
        return None
    near = ends[rest <= rest[best] * max(1.5, 1 + 8 / count)]
    error = 2 * math.sqrt(rest[best])
    return Forecast(more, float(ends[best]), float(near.min()) - error, float(near.max()) + error)


@lru_cache(4)  # the runs of one upload are mostly as long as each other
def _laws(count: int, more: int) -> tuple[Floats, Floats, Floats]:
    """Each power law over `count` records, (k, n), and `more` records later, (k,), both less its mean over the records.

    One law for each of the exponents ¼, ½, ¾, 1, 1½, 2, 3 and each shift: products of fourth roots. The third array
    is the sum of the squares of each law, (k,).
    """
    times = np.arange(1.0, count + 2)
    times[count] = count + more
    quarter = 1 / np.sqrt(np.sqrt(times + SHIFTS[:, None] * count))
    half = quarter * quarter
    one = half * half
    two = one * one
    laws = np.concatenate((quarter, half, half * quarter, one, one * half, two, two * one))
    laws -= np.add.reduce(laws[:, :count], axis=1, keepdims=True) / count
    seen = laws[:, :count]
    return seen, laws[:, count], np.einsum("ij,ij->i", seen, seen)

"""Where a curve is heading: a power law or an exponential with offset, with an interval, never a point alone."""

import math
from functools import lru_cache

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.signals.summary import lowest, mean, median

SHIFTS = np.array([0.0, 0.02, 0.1, 0.3, 1.0])  # t0 of the power laws (t + t0)^−c, as a share of the curve's length
LASTING = np.array([0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.6])  # τ of the exponentials e^(−t/τ), as a share of it
AS_WELL = 3.0  # times the best one's mean square that a law may leave unexplained and still count
FEW = 16  # records: that much more, as a share, where the curve has fewer


@frozen()
class Forecast:
    """The value after `more` further records: the middle of what all laws give that fit about as well as the best.

    low, high: the least and the most of them. Of 36 curves that were cut in half, 29 ended within.
    """

    more: int
    value: float
    low: float
    high: float


def forecast(values: Floats, more: int) -> Forecast | None:
    """Extrapolates (n,) finite values by `more` records; None below 8 values, and where squares overflow.

    Every law on the grid is fitted by linear least squares. One that takes a curve that never was below 0 there is
    left out; None where that leaves none.
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
    least = 0.0 if lowest(values) >= 0 else -math.inf
    possible = ends >= least
    if not possible.any() or not np.isfinite(rest).all():
        return None
    best = float(rest[possible].min())
    near = ends[possible & (rest <= best * max(AS_WELL, 1 + FEW / count))]
    error = 2 * math.sqrt(best)
    return Forecast(more, median(near), max(least, float(near.min()) - error), float(near.max()) + error)


@lru_cache(4)  # the runs of one upload are mostly as long as each other
def _laws(count: int, more: int) -> tuple[Floats, Floats, Floats]:
    """Each law over `count` records, (k, n), and `more` records later, (k,), both less its mean over the records.

    One power law for each of the exponents ¼, ½, ¾, 1, 1½, 2, 3 and each shift: products of fourth roots. The third
    array is the sum of the squares of each law, (k,).
    """
    times = np.arange(1.0, count + 2)
    times[count] = count + more
    quarter = 1 / np.sqrt(np.sqrt(times + SHIFTS[:, None] * count))
    half = quarter * quarter
    one = half * half
    two = one * one
    fading = np.exp(-times / (LASTING[:, None] * count))
    laws = np.concatenate((quarter, half, half * quarter, one, one * half, two, two * one, fading))
    laws -= np.add.reduce(laws[:, :count], axis=1, keepdims=True) / count
    seen = laws[:, :count]
    return seen, laws[:, count], np.einsum("ij,ij->i", seen, seen)

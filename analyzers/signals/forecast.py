"""Where a curve is heading: a power law with offset, a + b·(t + t0)^−c, with an interval, never a point alone."""

from dataclasses import dataclass

import numpy as np

from analyzers.run import Floats

EXPONENTS = np.array([0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0])
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
    t = np.arange(1, count + 1, dtype=np.float64)
    shifts, exponents = (grid.ravel() for grid in np.meshgrid(SHIFTS * count, EXPONENTS))
    basis = (t[:, None] + shifts) ** -exponents
    centred = basis - basis.mean(axis=0)
    target = values - values.mean()
    slopes = target @ centred / np.einsum("ij,ij->j", centred, centred)
    rest = ((target[:, None] - centred * slopes) ** 2).mean(axis=0)
    ends = values.mean() + slopes * ((count + more + shifts) ** -exponents - basis.mean(axis=0))
    best = int(rest.argmin())
    near = ends[(rest <= rest[best] * 1.5) | (rest <= rest[best] * (1 + 8 / count))]
    error = 2 * float(np.sqrt(rest[best]))
    return Forecast(more, float(ends[best]), float(near.min()) - error, float(near.max()) + error)

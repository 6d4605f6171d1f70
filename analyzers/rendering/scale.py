"""Axes: where a value lies between two ends, and which round values to write beside it."""

import math

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats

WIDE = 500.0  # ratio of the largest to the smallest value from which a linear axis hides most of the curve


@frozen()
class Scale:
    """A linear or logarithmic axis from `low` to `high`, low < high; a logarithmic one above 0."""

    low: float
    high: float
    log: bool = False

    def place(self, values: Floats) -> Floats:
        """Where values lie, (n,): 0 at the low end, 1 at the high one; what lies outside is moved to the nearer end."""
        clipped = np.clip(values, self.low, self.high)
        if self.log:
            low, high = math.log(self.low), math.log(self.high)
            return np.asarray((np.log(clipped) - low) / (high - low))
        return np.asarray((clipped - self.low) / (self.high - self.low))

    def ticks(self, about: int = 5, whole: bool = False) -> tuple[float, ...]:
        """Round values inside the axis, `about` so many; whole: only whole numbers.

        >>> Scale(0.0, 1.1).ticks()
        (0.0, 0.25, 0.5, 0.75, 1.0)
        >>> Scale(0.5, 2000.0, log=True).ticks()
        (1.0, 10.0, 100.0, 1000.0)
        """
        decades = math.log10(self.high) - math.log10(self.low) if self.log else 0.0
        return self._decades(about, decades) if decades >= 2 else self._even(about, whole)

    def _decades(self, about: int, decades: float) -> tuple[float, ...]:
        every = max(1, math.ceil(decades / about))
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return tuple(10.0**power for power in range(first, last + 1) if power % every == 0)

    def _even(self, about: int, whole: bool) -> tuple[float, ...]:
        raw = max((self.high - self.low) / about, 1.0 if whole else 0.0)
        size = 10.0 ** math.floor(math.log10(raw))
        step = next(
            size * part for part in ((1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)) if size * part >= raw * 0.999
        )
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(float(f"{step * at:.12g}") for at in range(first, last + 1))


def fitting(values: Floats, log: bool | None = None, margin: float = 0.04) -> Scale:
    """An axis that holds the finite ones of (n,) values. log: None chooses it where the range calls for it."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return Scale(0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    wide = low > 0 and high > WIDE * low
    if low > 0 and (wide if log is None else log):
        room = math.exp(margin * (math.log(high) - math.log(low))) if high > low else 2.0
        return Scale(max(low / room, 1e-300), min(high * room, 1e300), log=True)
    room = margin * (high - low) if high > low else 0.1 * abs(high) or 1.0
    return Scale(low - room, high + room)


def label(value: float) -> str:
    """A number beside an axis, short.

    >>> [label(v) for v in (0.0, 0.25, 1500.0, 20000.0, 1e-05, 13200000000000.0)]
    ['0', '0.25', '1500', '20000', '1e-5', '1.32e13']
    """
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.6g}".replace("-", "−")
    mantissa, power = f"{value:.3g}".split("e") if "e" in f"{value:.3g}" else (f"{value:.3g}", "")
    return f"{mantissa.replace('-', '−')}e{int(power)}" if power else mantissa.replace("-", "−")

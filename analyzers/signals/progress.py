"""How a loss gets on: how much of it is gone, how evenly, and whether it still falls."""

import math

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Run, Series
from analyzers.signals.once import once
from analyzers.signals.plateau import Tail, tail
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import Shape, Trend, trend
from analyzers.signals.summary import deviation, differences, median


@frozen()
class Progress:
    """What the course of a curve of at least 3 points tells; each number is worked out when a rule asks for it."""

    curve: Shape

    @property
    def fall(self) -> float:
        return self.curve.start - self.curve.end

    @property
    def fallen(self) -> float:
        """Share of the start that is gone (of a positive loss; else the fall in units of the usual size)."""
        found = self.curve
        size = found.start if found.start > 0 and found.least >= 0 else max(found.level, abs(found.start))
        return self.fall / size if size else 0.0

    @property
    def certainty(self) -> float:
        """The whole fall in standard errors."""
        return self.fall / self.curve.doubt if self.curve.doubt else math.copysign(1e6, self.fall) if self.fall else 0.0

    @property
    def evenness(self) -> float:
        """Fall of the second half over that of the first one: 1 for a straight line, near 0 for a finished curve."""
        middle = float(self.curve.smooth[len(self.curve) // 2])
        first, second = self.curve.start - middle, middle - self.curve.end
        return second / first if first > 0 else math.inf if second > 0 else 0.0

    @property
    def line(self) -> Trend:
        """The straight line through the whole course."""
        return _line(self.curve)

    @property
    def z(self) -> float:
        """Slope of that line in standard errors."""
        return self.line.z

    @property
    def straightness(self) -> float:
        """1 minus the scatter of the smoothed course around that line, as a share of the fall."""
        course = self.curve.smooth[self.curve.begin :]
        rest = course - self.line.slope * np.arange(0.0, len(course))
        return 1 - deviation(rest) / abs(self.fall) if self.fall else 0.0

    @property
    def tail(self) -> Tail:
        """The last third."""
        return _last_third(self.curve)


@once
def _line(found: Shape) -> Trend:
    return trend(found.curve[found.begin :])


@once
def _last_third(found: Shape) -> Tail:
    return tail(found)


def progress(found: Shape) -> Progress:
    """How a curve of at least 3 points gets on."""
    return Progress(found)


@once
def last_accuracy(run: Run) -> float | None:
    """The final training accuracy (else the validation one) as a share, the median of its last three records."""
    parts = roles(run)
    key = parts.accuracy or parts.val_accuracy
    if key is None:
        return None
    finite = in_shares(run[key]).finite
    return median(finite[-3:]) if len(finite) else None


def begins(series: Series) -> bool:
    """Whether the log begins with the training: the first counter is no further on than the records lie apart."""
    return len(series) < 2 or bool(series.steps[0] <= 2 * median(differences(series.steps)))


def is_excerpt(series: Series) -> bool:
    """Whether the training went on for longer before the log begins than within it."""
    return len(series) > 1 and bool(series.steps[0] > np.ptp(series.steps) + median(differences(series.steps)))


def warms_up(run: Run) -> bool:
    """Whether the logged learning rate still rises at the end."""
    if "lr" not in run:
        return False
    rates = run["lr"].values
    return len(rates) > 1 and bool(rates[-1] > 1.05 * rates[0]) and bool(rates[-1] >= np.fmax.reduce(rates))

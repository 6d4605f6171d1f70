"""The shape of one curve: its noise, its levels and its smoothed course, measured once and shared by all rules."""

import math

import numpy as np

from analyzers.frozen import frozen, lazy
from analyzers.run import Floats, Ints, Series
from analyzers.signals.noise import scatter
from analyzers.signals.once import once
from analyzers.signals.smoothing import POINTS, binned, centres, running_mean
from analyzers.signals.summary import highest, lowest, mean, median

ASTRAY = 20.0  # first record over the second one, beyond what learning does in one record


@frozen(eq=False)
class Shape:
    """Measurements of one series, in its own units.

    records: number of records, non-finite ones included
    index:   (m,) numbers (from 0) of the records that the points of `curve` stand for
    curve:   (m,) finite values, m ≤ 2000: of a longer series the medians of equal bins
    smooth:  (m,) running mean of `curve` over about a twelfth of it
    noise:   standard deviation of one record around the smooth course, blind to the course itself
    scatter: the same for one point of `curve` (smaller than `noise` where points are bins)
    begin:   first point of the course: records before it are many times the next one, a first step that went astray
    least:   the lowest of `curve`
    start, end: levels at both ends of the course; the means over about a twentieth and a tenth of the curve
    low, high:  lowest and highest value of `smooth`, half a window off the ends; low_at, high_at: their places
    level: a size to compare differences with: the median of the absolute values in the second half
    """

    records: int
    index: Ints
    curve: Floats
    smooth: Floats
    noise: float
    scatter: float
    begin: int
    least: float
    start: float
    end: float
    low: float
    high: float
    low_at: int
    high_at: int
    level: float

    def __len__(self) -> int:
        return len(self.curve)

    @property
    def drop(self) -> float:
        """How far the curve fell from its start to its lowest level."""
        return self.start - self.low

    @property
    def rise(self) -> float:
        """How far the curve ends above its lowest level."""
        return self.end - self.low

    @lazy
    def doubt(self) -> float:
        """Standard error of `end`, `low` and the other smoothed levels."""
        return float(self.scatter / math.sqrt(window(len(self.curve))))

    @lazy
    def luck(self) -> float:
        """How far `end` may lie above `low` on a level stretch: the lowest of m means lies √(2 ln m) errors down."""
        means = max(2.0, len(self.curve) / window(len(self.curve)))
        tail = max(1, len(self.curve) // 10)
        return float(self.doubt * np.sqrt(2 * np.log(means)) + 2 * self.scatter / np.sqrt(tail))


@once
def shape(series: Series) -> Shape | None:
    """The shape of a series; None where it has no finite value."""
    if not len(series.finite):
        return None
    places = range(len(series)) if series.is_finite else np.flatnonzero(np.isfinite(series.values))
    return _measured(series.finite, places, len(series))


def measure(values: Floats) -> Shape:
    """Measures raw values, (n,) with n ≥ 1 finite ones."""
    told = np.isfinite(values)
    return _measured(values[told], np.flatnonzero(told), len(values))


def _measured(finite: Floats, places: Ints | range, records: int) -> Shape:
    """places: (m,) numbers of the records that are finite"""
    curve, index = binned(finite), centres(places)
    smooth = running_mean(curve, window(len(curve)))
    noise = scatter(finite)
    least = lowest(curve)
    noise = noise if noise > 1e-12 * max(highest(curve), -least) else 0.0  # the rounding of float64
    head, tail = max(1, len(curve) // 20), max(1, len(curve) // 10)
    edge = window(len(curve)) // 2  # where the window is narrower the mean is noisier: no place to look for extremes
    inside = smooth[edge : len(smooth) - edge]
    low_at, high_at = edge + int(inside.argmin()), edge + int(inside.argmax())
    begin = _begin(curve)
    return Shape(
        records=records,
        index=index,
        curve=curve,
        smooth=smooth,
        noise=noise,
        scatter=noise if len(curve) == len(finite) else scatter(curve),
        begin=begin,
        least=least,
        start=mean(curve[begin : begin + head]),
        end=mean(curve[-tail:]),
        low=float(smooth[low_at]),
        high=float(smooth[high_at]),
        low_at=low_at,
        high_at=high_at,
        level=median(np.abs(curve[len(curve) // 2 :])),
    )


def _begin(curve: Floats) -> int:
    """How many leading points, at most a quarter, are ASTRAY times as large as the next one."""
    begin = 0
    while begin < len(curve) // 4 and curve[begin] > ASTRAY * curve[begin + 1] > 0:
        begin += 1
    return begin


@once
def relative(found: Shape) -> float:
    """Standard deviation of one record as a share of the level; of a positive curve no more than its logarithm has.

    Noise of batches grows and falls with the loss, so that of a steep curve is seen best in its logarithm.
    """
    share = found.noise / found.level if found.level else np.inf
    if len(found) < found.records or found.least <= 0:
        return float(share)
    return float(min(share, scatter(np.log(found.curve))))


def window(points: int) -> int:
    """Width of the smoothing window, odd: a twelfth of the curve; below 12 points nothing is smoothed."""
    return max(1, points // 12) | 1


@frozen()
class Trend:
    """A straight line through a stretch. slope: per point; z: slope in standard errors; change: over the stretch."""

    slope: float
    z: float
    change: float


def trend(values: Floats) -> Trend:
    """Least-squares line through (n,) values; z uses the residuals, and is 0 below 3 values."""
    count = len(values)
    if count < 3:
        return Trend(0.0, 0.0, float(values[-1] - values[0]) if count else 0.0)
    at = np.arange((1 - count) / 2, count / 2)
    spread = count * (count * count - 1) / 12  # at @ at
    centred = values - mean(values)
    slope = float(at @ centred) / spread
    rest = centred - slope * at if count <= POINTS else centred
    squares = float(rest @ rest) - (slope * slope * spread if count > POINTS else 0.0)  # of a long one less exactly
    error = math.sqrt(max(0.0, squares) / max(1, count - 2) / spread)
    change = slope * (count - 1)
    if error <= 1e-12 * abs(slope) or error == 0.0:
        return Trend(slope, np.sign(slope) * 1e6, change)
    return Trend(slope, slope / error, change)

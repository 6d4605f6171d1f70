"""Records that stand out of their neighbours, and successive records that swing to and fro."""

import math

import numpy as np

from analyzers.run import Floats, Ints
from analyzers.signals.smoothing import running_mean
from analyzers.signals.summary import deviation, differences, highest, lowest, mean, median, medians

WINDOW = 101  # records on which "the neighbours" rest: with fewer, 0.6 % of clean noise looks like a spike
SHORT = 12  # records below which neighbours tell too little, and only the whole series does
FEW = 5  # records below which one among them is no exception
ALONE = (
    3.0  # standard deviations of the logarithms of all others, by which a single one of few stands above the highest
)
RARE = 0.15  # share of the records that stand highest and may be spikes
BEYOND = 4.0  # plus ln n: how many times as far as the others reach a spike stands out; skewed noise of n records
# reaches up to ln n times its usual size by itself
STEEP = 200  # records up to which the descent is a large part of the series
RECENT = 2000  # records whose alternation is measured
LONG = 100_000  # records of which it pays to look first whether any can be a spike
_NONE: Ints = np.empty(0, np.int64)


def spikes(values: Floats, deviations: float, ratio: float) -> Ints:
    """Numbers of the records of (n,) finite values that stand alone above their neighbours.

    deviations: how many local standard deviations (from the median absolute deviation) above the level
    ratio:      and how many times the level's size above 0, at least; of fewer than 12 records see `_of_few`.
                The first block of a longer series is its descent, not its neighbours
    """
    if len(values) < SHORT:
        return _of_few(values, ratio)
    block = max(3, min(WINDOW // 2, len(values) // 6)) | 1
    if len(values) > LONG and not _may_stand_out(values, block, ratio):
        return _NONE
    level = _local(values, block)
    rest = values - level
    high = rest > (ratio - 1) * np.abs(level)
    high[:block] = False
    out = np.flatnonzero(high & _alone(values, level, rest, deviations)) if high.any() else _NONE
    peaks = _peaks(values, deviations, 2 * ratio) if len(values) <= STEEP else _NONE
    return np.union1d(out, peaks) if len(peaks) else out


def _of_few(values: Floats, ratio: float) -> Ints:
    """Records many times the median, or one that is some times all the others, which lie close together."""
    usual = median(values) if len(values) > 2 else 0.0
    out = np.flatnonzero(values > 20 * ratio * abs(usual)) if usual > 0 else _NONE
    climbs = any(values[place] > values[place - 1] for place in out if place)  # else it is the descent
    lone = len(out) == 1 and out[0] == len(values) - 1
    return out if climbs and not lone else _single(values, ratio)


def _single(values: Floats, ratio: float) -> Ints:
    peak = int(values.argmax())
    others = np.delete(values, peak)
    if not 1 < peak < len(values) - 1 or len(values) < FEW or lowest(others) <= 0:
        return _NONE
    above = math.log(values[peak] / highest(others))
    return np.array([peak] if above > max(math.log(2 * ratio), ALONE * deviation(np.log(others))) else [], np.int64)


def _may_stand_out(values: Floats, block: int, ratio: float) -> bool:
    """Whether the highest of any block is as many times the size of the lowest level beside it: seen without levels."""
    table = values[: len(values) // block * block].reshape(-1, block)
    middle = medians(table)
    around = np.concatenate([middle[:1], middle, middle[-1:]])
    level = _lowest_of_three(around)
    bound = level + (ratio - 1) * np.abs(level)
    high = table[1:].max(axis=1) > bound[1:]
    return bool((level <= 0).any() or high.any() or (values[table.size :] > bound[-1]).any())


def _alone(values: Floats, level: Floats, rest: Floats, deviations: float) -> np.ndarray:
    """Flags of records that jump far above the level, farther than noise reaches, and after which the curve returns."""
    spread = 1.4826 * _local(np.abs(rest), min(5 * WINDOW, len(values) // 2)) + 1e-3 * np.abs(level)
    common = float(np.quantile(rest, 1 - RARE))  # how far noise itself reaches
    lowest_after = np.append(np.minimum.accumulate(values[:0:-1])[::-1], np.inf)
    returns = lowest_after < level + 0.5 * rest
    padded = np.append(np.full(3, values[0]), values)
    jump = values - _lowest_of_three(padded)[:-1]  # over the three before it
    alone = (jump > 0.5 * rest) & (rest > deviations * spread) & (rest > (BEYOND + np.log(len(values))) * common)
    flags: np.ndarray = alone & returns
    return flags


def _peaks(values: Floats, deviations: float, ratio: float) -> Ints:
    """Single records far above three neighbours on both sides: what stands out even where the curve is steep."""
    three, inner = _lowest_of_three(values), values[3:-3]
    floor = np.maximum(three[:-4], three[4:])
    climbs = inner > values[2:-4]  # what is on its way down since the record before is the descent
    out = np.flatnonzero(climbs & (inner - floor > (ratio - 1) * np.abs(floor)))
    if not len(out):
        return out
    usual = median(np.abs(differences(differences(values))))
    far = (deviations + math.log(len(values))) * usual
    return out[inner[out] - floor[out] > far] + 3


def _lowest_of_three(values: Floats) -> Floats:
    """The lowest of each three neighbours, (n − 2,)."""
    lowest: Floats = np.minimum(np.minimum(values[2:], values[1:-1]), values[:-2])
    return lowest


def _local(values: Floats, block: int) -> Floats:
    """The level around each value, (n,): medians of consecutive blocks, interpolated between their centres."""
    whole = len(values) // block * block
    middle = medians(values[:whole].reshape(-1, block))
    centres = np.arange(len(middle)) * block + (block - 1) / 2
    level: Floats = np.interp(np.arange(len(values)), centres, middle)
    return level


def episodes(places: Ints, count: int) -> list[tuple[int, int]]:
    """Neighbouring spikes of a series of `count` records as one stretch each, first and last included.

    Neighbours are at most 10 records apart, or 1 in 30 of a shorter series: that of 30 epochs tells each by itself.
    """
    if not len(places):
        return []
    cuts = np.flatnonzero(differences(places) > min(10, max(1, count // 30))) + 1
    return [(int(part[0]), int(part[-1])) for part in np.split(places, cuts)]


def rhythm(values: Floats) -> float:
    """Share of the power of (n,) values around their straight line that lies in one period of 2…8 records.

    Noise has about ln(n)/n of it in any one, a steady swing all.
    """
    recent = values[-RECENT:]
    count = len(recent)
    if count < 24:
        return 0.0
    at = np.arange((1 - count) / 2, count / 2)
    rest = recent - mean(recent)
    rest = rest - at * (at @ rest) / (at @ at)
    power = np.abs(np.fft.rfft(rest)[1:]) ** 2
    quick = count // 8 - 1
    best = quick + int(power[quick:].argmax())
    total = float(power.sum())
    return float(power[max(0, best - 1) : best + 2].sum()) / total if total else 0.0


def alternation(values: Floats) -> tuple[float, float]:
    """Lag-1 autocorrelation of the differences, and their root mean square, of the last 2000 values.

    White noise gives −0.5, a steady swing to and fro −1, a smooth course +1.
    """
    recent = values[-RECENT:]
    steps = recent[1:] - recent[:-1]
    if len(steps) < 4:
        return 0.0, 0.0
    bound = 4 * median(np.abs(steps))
    steps = np.minimum(np.maximum(steps, -bound), bound)  # single spikes are no rhythm
    size = math.sqrt(mean(steps * steps))
    steps = steps - running_mean(steps, 5) if len(steps) > 20 else steps
    power = float(steps @ steps)
    pairs = float(steps[1:] @ steps[:-1]) * len(steps) / (len(steps) - 1)
    return (pairs / power if power else 0.0), size

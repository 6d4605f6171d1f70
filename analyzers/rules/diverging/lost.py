"""Whether a run ends worse than it began, or explodes."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats, Series
from analyzers.signals.growth import Growth
from analyzers.signals.progress import begins
from analyzers.signals.shape import Shape, trend
from analyzers.signals.summary import highest, lowest, median


@frozen()
class Limits:
    short: int = 8  # records below which noise cannot be told from a trend, and only a multiple counts
    short_ratio: float = 2.0  # last loss over the first, in a short log
    certain: float = 5.0  # standard errors by which the end must exceed the start
    lost: float = 0.1  # and by which share of the usual loss, in a log that begins with the training
    fallback: float = 0.25  # share of a jump that is made good again: then it was a spike
    regrowth: float = 1.5  # end over the lowest level, after a steady climb from there that undid `lost` of the fall
    stays: int = 6  # records since a peak, all at a multiple of the start, from which no fall is a return either
    gone: float = 10.0  # last over first level, from which no fall from a peak is a return
    unheard_of: float = 1000.0  # last record over the highest before it, from which it is no unlike batch
    rounding: float = 1e-8  # loss that single precision cannot tell from 0
    beyond: float = 1e15  # loss that no data give whose training still goes on
    learnt: float = 0.3  # rise of a quality, in shares of 1, beside which a loss is not lost: it is counted otherwise
    steps: int = 5  # records of which each is higher than the one before: 1 of 120 orders
    crept: float = 0.03  # rise, as a share of the usual loss, from which a climb all along is told


def explodes(series: Series, burst: Growth, ratio: float) -> bool:
    values, lone = series.values, series.unit != "epoch" and burst.last == len(series) - 1
    first, last = values[burst.first], values[burst.last]
    before = values[: burst.first + 1]
    highest = before[np.isfinite(before)].max(initial=first)
    unheard_of = values[burst.last - lone] > 1.5 * highest  # one batch alone is not
    return bool(last > ratio * first and unheard_of and burst.last - burst.first >= 2)


def is_lost(series: Series, found: Shape, limits: Limits) -> bool:
    """Whether the run ends worse than it began, and not on its way back from a spike."""
    end = _end(series, found, limits)
    if len(found) < limits.short:
        first = found.curve[0]
        if len(found) > 2 and first > limits.beyond and np.all(np.diff(found.curve) > 0):
            return True
        multiple = len(found) > 1 and first > 0 and end > limits.short_ratio * first
        return bool(multiple and not _returns(found.curve, limits))
    if _regrows(found, limits):
        return True
    usual = found.start if begins(series) else _came_back_from(found)
    worse = end - max(usual, found.start, float(found.curve[0]))
    lost = limits.lost if begins(series) else limits.regrowth - 1
    certain = worse > max(limits.certain * found.doubt, lost * min(found.level, abs(found.start)))
    return certain and not _returns(found.smooth, limits) and _climbs(found)


def jumps(values: Floats, limits: Limits) -> bool:
    """Whether it rises by half from one record to the next, and stays up: no overfitting does that."""
    if len(values) < 3 or lowest(values) <= 0:
        return False
    at = int((values[1:] / values[:-1]).argmax())
    far = values[at + 1] > limits.regrowth * values[at]
    return bool(far and lowest(values[at + 1 :]) > (1 + limits.fallback) * values[at])


def creeps(found: Shape, limits: Limits) -> bool:
    """Whether it climbs all along, so evenly that noise does not explain it; in a short log by much."""
    line = trend(found.curve)
    if limits.steps <= len(found) < limits.short:
        return bool(np.all(np.diff(found.curve) > 0)) and line.change > limits.lost * found.level
    return len(found) >= limits.short and line.z > limits.certain and line.change > limits.crept * found.level


def _came_back_from(found: Shape) -> float:
    """The highest level at the beginning of a piece out of the middle of a run, which begins anywhere, where it

    came back to its start from there."""
    early = found.curve[: 1 + len(found) // 4]
    at = int(early.argmax())
    return float(early[at]) if lowest(found.curve[at:]) <= found.start else found.start


def _end(series: Series, found: Shape, limits: Limits) -> float:
    """The level that the run ends at; of single batches one alone, perhaps a short last one, tells nothing."""
    last, short = float(found.curve[-1]), len(found) < limits.short
    if len(found) > 2 and last > limits.unheard_of * highest(np.abs(found.curve[:-1])) > 0:
        return last
    if series.unit == "epoch" or len(found) < 3:
        return last if short else found.end
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

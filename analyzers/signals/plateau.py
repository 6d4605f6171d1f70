"""Where a curve lies flat: before it starts to fall, and after it has stopped."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.signals.shape import Shape, trend
from analyzers.signals.summary import highest, mean, median


@frozen()
class Delay:
    """A flat start. first, last: points of the curve that lie flat; fell: points at which 80 % of the fall is done.

    level: the plateau's; fall: from it to the lowest level; speed_up: rate of the fall in units of the plateau's own
    """

    first: int
    last: int
    fell: int
    level: float
    fall: float
    speed_up: float


RISE = 3.0  # how much further a flat stretch may go up than down: before it falls it often rises a little


def delay(found: Shape, band: float = 0.08, least: int = 1) -> Delay | None:
    """The flat stretch at the start of a falling curve; None where it falls from the first.

    band: share of the whole fall within which the stretch must stay · least: points that it must have. One quick
    descent before it (the output layer learning the class shares) may take up to two fifths of the whole fall.
    """
    curve, low = found.smooth, found.low
    total = highest(curve[: max(1, len(curve) // 10)]) - low
    if len(curve) < 6 or total <= 0:
        return None
    begins = (begin for begin in (0, 1, 2, 3, 4, len(curve) // 20) if begin < len(curve) - 3)
    flat, length = None, least - 1
    for begin in begins:
        stays = _stays(curve[begin:], band * total, length) if curve[begin] - low >= 0.6 * total else 0
        if stays > length:
            flat, length = (begin, begin + stays - 1), stays
    return _delay(curve, flat, low, found.doubt) if flat is not None and flat[1] < len(curve) - 2 else None


def _stays(curve: Floats, band: float, more: int) -> int:
    """How many points a curve stays within a band around its first one, RISE times as wide above it as below.

    0 where the band does not hold the point that comes after the first `more` ones.
    """
    if more >= len(curve) or not -band <= curve[more] - curve[0] <= RISE * band:
        return 0
    away = curve - curve[0]
    left = (away < -band) | (away > RISE * band)
    return int(left.argmax()) if left.any() else len(curve)


def _delay(curve: Floats, flat: tuple[int, int], low: float, doubt: float) -> Delay:
    first, last = flat
    level = median(curve[first : last + 1])
    fall = level - low
    fell = last + int(np.argmax(curve[last:] <= low + 0.2 * fall))
    inner = first + 2 * (last - first) // 3  # without the bend into the fall
    own = max(float(curve[first] - curve[inner]), 1e-3 * fall, 2 * doubt) / max(1, inner - first)
    return Delay(first, last, fell, level, fall, (0.8 * fall / max(1, fell - last)) / own)


@frozen()
class Tail:
    """The last part of a curve. first: its first point; level: its mean; change: of its straight line; z: of its slope

    left: that change as a share of the whole fall before it (positive: still falling)
    """

    first: int
    level: float
    change: float
    z: float
    left: float


def tail(found: Shape, share: float = 1 / 3) -> Tail:
    """The last `share` of the curve, at least 3 points of it."""
    points = max(3, round(share * len(found)))
    first = max(0, len(found) - points)
    last = found.curve[first:]
    line = trend(last)
    total = max(found.start, highest(found.smooth)) - found.low
    return Tail(first, mean(last), line.change, line.z, -line.change / total if total > 0 else 0.0)

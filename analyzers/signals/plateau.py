"""Where a curve lies flat: before it starts to fall, and after it has stopped."""

from dataclasses import dataclass

import numpy as np

from analyzers.run import Floats
from analyzers.signals.shape import Shape, trend


@dataclass(frozen=True)
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


def delay(found: Shape, band: float = 0.08) -> Delay | None:
    """The flat stretch at the start of a falling curve; None where it falls from the first.

    band: share of the whole fall within which the stretch must stay. One quick descent before it (the output layer
    learning the class shares) may take up to two fifths of the whole fall.
    """
    curve, low = found.smooth, found.low
    total = float(curve[: max(1, len(curve) // 10)].max()) - low
    if len(curve) < 6 or total <= 0:
        return None
    candidates = [begin for begin in (0, 1, 2, 3, 4, len(curve) // 20) if begin < len(curve) - 3]
    longest: tuple[int, int] | None = None
    for begin in candidates:
        away = curve[begin:] - curve[begin]
        left = np.flatnonzero((away < -band * total) | (away > RISE * band * total))
        end = begin + int(left[0]) - 1 if len(left) else len(curve) - 1
        settled = curve[begin] - low >= 0.6 * total
        if settled and (longest is None or end - begin > longest[1] - longest[0]):
            longest = begin, end
    if longest is None or longest[1] >= len(curve) - 2:
        return None
    return _delay(curve, longest, low)


def _delay(curve: Floats, flat: tuple[int, int], low: float) -> Delay:
    first, last = flat
    level = float(np.median(curve[first : last + 1]))
    fall = level - low
    fell = last + int(np.argmax(curve[last:] <= low + 0.2 * fall))
    own = max(float(curve[first] - curve[last]), 1e-3 * fall) / max(1, last - first)
    return Delay(first, last, fell, level, fall, (0.8 * fall / max(1, fell - last)) / own)


@dataclass(frozen=True)
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
    line = trend(found.curve[first:])
    total = max(found.start, float(found.smooth.max())) - found.low
    return Tail(
        first, float(found.curve[first:].mean()), line.change, line.z, -line.change / total if total > 0 else 0.0
    )

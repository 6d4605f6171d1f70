"""How far records scatter around their course, and how finely they were printed."""

import math

import numpy as np

from analyzers.run import Floats
from analyzers.signals.summary import highest, lowest, median

PROBES = 200_000  # places at which the scatter of a very long curve is measured: error of the estimate below 1 %
MONOTONE = 12  # records up to which a steep course is told from noise by its going one way only
_TO_DEVIATION = 1.4826  # median absolute deviation of a normal variable → its standard deviation
_THIRD = math.sqrt(20.0)  # third differences of noise of deviation 1 have deviation sqrt(1 + 9 + 9 + 1)
_SECOND = math.sqrt(6.0)  # second differences: sqrt(1 + 4 + 1)


def scatter(values: Floats) -> float:
    """Standard deviation of the values around any smooth course, from third differences (second, below 8 values).

    A parabola has no third differences, so a steep but smooth descent is not taken for noise. 0 below 4 values.
    """
    count = len(values)
    if count < 4:
        return 0.0
    if count - 3 > PROBES:
        at = np.linspace(0, count - 4, PROBES).astype(np.int64)
        return _noise(values[at + 3] - 3 * values[at + 2] + 3 * values[at + 1] - values[at], _THIRD)
    steps = values[1:] - values[:-1]
    bends = steps[1:] - steps[:-1]
    noise = _noise(bends[1:] - bends[:-1], _THIRD) if count >= 8 else _noise(bends, _SECOND)
    return min(noise, _largest_in_step(steps)) if count < MONOTONE else noise


def _noise(differences: Floats, scale: float) -> float:
    return median(np.abs(differences)) * _TO_DEVIATION / scale


def _largest_in_step(steps: Floats) -> float:
    """The noise that a short curve going one way only can hide: its smallest step; infinite where it turns."""
    smallest = max(lowest(steps), -highest(steps))
    return smallest if smallest > 0 else np.inf


def resolution(value: float) -> float:
    """The last decimal place that a number was printed with, judged from the number itself.

    >>> resolution(0.0021), resolution(87.3365), resolution(2.0)
    (0.0001, 0.0001, 1.0)
    """
    digits = next((digits for digits in range(16) if round(value, digits) == value), 16)
    return 10.0**-digits

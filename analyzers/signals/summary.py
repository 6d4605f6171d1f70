"""Medians, means and deviations without what NumPy's own do beside: on the short curves of most logs that is five to
twenty times the work itself."""

import math
from typing import TypeVar

import numpy as np

from analyzers.run import Floats, Ints

Numbers = TypeVar("Numbers", Floats, Ints)

SORTED = 500  # values up to which sorting all is faster than finding the middle
LARGE = 100_000  # values of which a copy fits into the fast memory of a processor


def median(values: Floats | Ints) -> float:
    """Of (n,) finite values, n ≥ 1.

    >>> median(np.array([3.0, 1.0, 2.0])), median(np.array([4.0, 1.0, 2.0, 3.0]))
    (2.0, 2.5)
    """
    count, ordered = len(values), values.copy()
    half = count // 2
    if count <= SORTED:
        ordered.sort()
        below = ordered[half - 1]
    else:
        ordered.partition(half)
        below = ordered[:half].max()
    return float(ordered[half]) if count % 2 else float(below + ordered[half]) / 2


def medians(table: Floats) -> Floats:
    """Of each row of (k, n) finite values, n ≥ 1; (k,)."""
    if table.size > LARGE and len(table) > 1:
        return np.concatenate(
            [medians(part) for part in np.array_split(table, min(len(table), -(-table.size // LARGE)))]
        )
    half = table.shape[1] // 2
    ordered = np.partition(table, half, axis=1)
    middle: Floats = ordered[:, half]
    return middle if table.shape[1] % 2 else (ordered[:, :half].max(axis=1) + middle) / 2


def mean(values: Floats) -> float:
    """Of (n,) values, n ≥ 1."""
    return float(np.add.reduce(values)) / len(values)


def deviation(values: Floats) -> float:
    """Standard deviation of (n,) values around their mean, n ≥ 1."""
    rest = values - mean(values)
    return math.sqrt(mean(rest * rest))


def differences(values: Numbers) -> Numbers:
    """From each of (n,) values to the next, (n - 1,)."""
    return values[1:] - values[:-1]


def highest(values: Floats) -> float:
    """Of (n,) values, n ≥ 1; NaN where one is NaN."""
    return float(np.maximum.reduce(values))


def lowest(values: Floats) -> float:
    """Of (n,) values, n ≥ 1; NaN where one is NaN."""
    return float(np.minimum.reduce(values))


def reach(values: Floats) -> float:
    """Highest minus lowest of (n,) values, n ≥ 1; NaN where one is NaN."""
    return highest(values) - lowest(values)


def lie_within(values: Floats, width: float) -> bool:
    """Whether (n,) values, n ≥ 1, are finite and no two of them farther apart."""
    return abs(float(values[0]) - float(values[-1])) <= width and reach(values) <= width


def is_constant(values: Floats) -> bool:
    """Whether (n,) values, n ≥ 1, are all one finite value."""
    return lie_within(values, 0.0)

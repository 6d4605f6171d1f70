"""Long curves as fewer points, and the smooth course under the noise."""

import numpy as np

from analyzers.run import Floats, Ints
from analyzers.signals.summary import median, medians

POINTS = 2000  # a curve of more records is summed up in so many bins: more detail than any chart or rule can use


def running_mean(values: Floats, width: int) -> Floats:
    """Mean over `width` neighbours, (n,); the window shrinks symmetrically at the ends so that ends stay in place."""
    count = len(values)
    half = min(width, count - 1) // 2
    if half < 1:
        return values
    sums = np.zeros(count + 1)
    np.add.accumulate(values, out=sums[1:])
    smooth, widths = np.empty(count), np.arange(1.0, 2 * half, 2.0)
    smooth[:half] = sums[1 : 2 * half : 2] / widths
    smooth[half : count - half] = (sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2.0 * half + 1)
    smooth[: count - half - 1 : -1] = (sums[-1] - sums[count - 1 : count - 2 * half : -2]) / widths
    return smooth


def binned(values: Floats) -> Floats:
    """Medians of consecutive bins, at most POINTS + 1 of them; the values themselves where there are no more."""
    size = -(-len(values) // POINTS)
    if size <= 1:
        return values
    whole = len(values) // size * size
    found = medians(values[:whole].reshape(-1, size))
    rest = values[whole:]
    return np.append(found, median(rest)) if len(rest) > size // 2 else found


def centres(places: Ints | range) -> Ints:
    """The middle of each of the same bins of (n,) increasing places."""
    size = max(1, -(-len(places) // POINTS))
    whole = len(places) // size * size
    rest = places[whole:]
    found = np.asarray(places[(size - 1) // 2 : whole : size], np.int64)
    return np.append(found, rest[(len(rest) - 1) // 2]) if len(rest) > size // 2 else found

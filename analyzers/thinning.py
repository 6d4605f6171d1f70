"""Long curves made short enough to draw, without losing their extremes."""

import numpy as np

from analyzers.run import Series

POINTS = 2000  # a chart 1,000 pixels wide shows no more


def thinned(series: Series, points: int = POINTS) -> Series:
    """A series of at most `points` records: of each of `points` / 2 equal stretches the lowest and the highest one.

    Non-finite records rank above all finite ones, so a single NaN in a long curve is still there.
    """
    count = len(series)
    if count <= points:
        return series
    edges = np.linspace(0, count, points // 2 + 1).astype(np.int64)[:-1]
    ranked = np.where(np.isfinite(series.values), series.values, np.inf)
    width = np.diff(np.append(edges, count))
    stretch = np.repeat(np.arange(len(edges)), width)
    order = np.lexsort((ranked, stretch))
    keep = np.unique(np.concatenate((order[edges], order[edges + width - 1])))
    return Series(series.steps[keep], series.values[keep], series.unit, series.name_in_log, series.positions[keep])

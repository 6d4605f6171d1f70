"""What was recorded inside a network: one number per layer and quantity, in the order of the layers in the log."""

import numpy as np

from analyzers.run import Run, Series
from analyzers.signals.roles import of_layers, roles
from analyzers.signals.shape import shape
from analyzers.signals.summary import median


def settled_levels(run: Run, quantity: str) -> dict[str, float]:
    """Per layer the median of `quantity` over the second half of the run; layers without a finite value are left out.

    Returns e.g. {"dense_1": 0.02, "dense_2": 0.97} for "dead_share".
    """
    levels = {layer: _median(series, slice(len(series) // 2, None)) for layer, series in of_layers(run, quantity)}
    return {layer: level for layer, level in levels.items() if np.isfinite(level)}


def first_levels(run: Run, quantity: str) -> dict[str, float]:
    """Per layer the first value of `quantity`."""
    levels = {layer: float(series.values[0]) for layer, series in of_layers(run, quantity)}
    return {layer: level for layer, level in levels.items() if np.isfinite(level)}


def key_of(layer: str, quantity: str) -> str:
    return f"layer/{layer}/{quantity}"


def learns(run: Run, share: float = 0.2) -> bool:
    """Whether the run's loss fell by at least `share` of its start."""
    key = roles(run).loss
    found = shape(run[key]) if key else None
    return found is not None and found.start - found.end > share * abs(found.start)


def _median(series: Series, part: slice) -> float:
    values = series.values[part]
    finite = values[np.isfinite(values)]
    return median(finite) if len(finite) else float("nan")

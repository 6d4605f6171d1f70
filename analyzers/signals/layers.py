"""What was recorded inside a network: one number per layer and quantity, in the order of the layers in the log."""

import numpy as np

from analyzers.frozen import frozen
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


@frozen()
class Highest:
    """The layer of which a quantity settled highest.

    start, end: its first value there, and where it settled
    affected:   how many layers settled as high as was asked for
    key:        its series
    """

    layer: str
    start: float
    end: float
    affected: int
    key: str


def highest(run: Run, quantity: str, least: float) -> Highest | None:
    """The layer of which `quantity` settled highest; None where none reached `least`."""
    levels = settled_levels(run, quantity)
    layer = max(levels, key=levels.__getitem__, default=None)
    if layer is None or levels[layer] < least:
        return None
    start = first_levels(run, quantity).get(layer, 0.0)
    affected = sum(level >= least for level in levels.values())
    return Highest(layer, start, levels[layer], affected, key_of(layer, quantity))


def key_of(layer: str, quantity: str) -> str:
    """The series of a quantity of a layer."""
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

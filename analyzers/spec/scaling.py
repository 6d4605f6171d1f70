"""Numbers brought to one scale: mean 0 and deviation 1, or between 0 and 1."""

from typing import Literal

import numpy as np

from analyzers.run import Floats

Scale = Literal["standard", "min_max"]


def scaled(x: Floats, scale: Scale | None) -> Floats:
    """Inputs with mean 0 and deviation 1 per feature ("standard"), or between 0 and 1 ("min_max").

    Images and sequences are scaled per channel, as one feature is the same thing at every place.
    """
    if scale is None:
        return x
    middle, width = _of(x, scale, tuple(range(x.ndim - 1)) if x.ndim > 2 else 0)
    return np.asarray((x - middle) / width)


def scaled_target(y: Floats, scale: Scale | None) -> tuple[Floats, Floats]:
    """Numbers (n, outputs) scaled per output, and what 1 of each is in the numbers as they were given."""
    if scale is None:
        return y, np.ones(y.shape[-1] if y.ndim > 1 else 1)
    middle, width = _of(y, scale, 0)
    return np.asarray((y - middle) / width), width[0]


def _of(values: Floats, scale: Scale, axes: int | tuple[int, ...]) -> tuple[Floats, Floats]:
    """What becomes 0, and what becomes 1 beside it; a constant stays as wide as it is."""
    if scale == "standard":
        middle, width = values.mean(axis=axes, keepdims=True), values.std(axis=axes, keepdims=True)
    else:
        middle = values.min(axis=axes, keepdims=True)
        width = values.max(axis=axes, keepdims=True) - middle
    return middle, np.where(width > 0, width, 1.0)

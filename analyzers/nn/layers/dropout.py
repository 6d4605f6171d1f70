"""Dropout, scaled in training so that prediction needs nothing."""

from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights, within
from analyzers.nn.types import Shape


@frozen()
class Dropout(Layer):
    """y = x · keep / (1 - rate), keep = 1 with probability 1 - rate, else 0 (Srivastava et al. 2014)."""

    rate: float
    kind: ClassVar[str] = "dropout"
    elementwise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        within(0, 1, rate=self.rate)

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        z, y = x.value.whole, out.value.whole
        if not (context.training and context.streams):
            return Steps((partial(np.copyto, y, z),))
        keep = np.empty((len(context.streams), *z.shape[1:]), y.real.dtype)
        rows = list(zip(context.streams, keep, strict=True))
        scale = keep.dtype.type(1 / (1 - self.rate))

        def forward() -> None:
            for rng, row in rows:
                rng.random(out=row, dtype=row.dtype)
            np.multiply(np.greater_equal(keep, self.rate), scale, out=keep)
            np.multiply(z, keep, out=y)

        def backward() -> None:
            if x.gradient is not None:
                np.multiply(out.slope.whole, keep, out=x.gradient.whole)

        return Steps((forward, *out.value.sealing), (backward,))

    def operations(self, shape: Shape) -> int:
        return 2 * int(np.prod(shape))

"""The mean of each channel over a whole image or sequence."""

from math import prod
from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class GlobalAveragePool(Layer):
    """y_c = mean of x over all positions."""

    kind: ClassVar[str] = "global_average_pool"
    bilinear: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2:
            raise SpecError(
                f"global_average_pool takes images or sequences, but its input has shape {shape};", "drop it"
            )
        return shape[-1:]

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        axes = tuple(range(2, x.x.ndim - 1))
        share = 1 / prod(x.shape[:-1])
        apart = (..., *(None for _ in axes), slice(None))

        def forward() -> None:
            np.copyto(out.x, np.add.reduce(x.x, axis=axes))
            np.multiply(out.x, share, out=out.x)

        def backward() -> None:
            if x.gradient is not None:
                np.multiply(out.dx[apart], share, out=x.dx)

        return Steps((forward,), (backward,))

"""All numbers of an example in one vector, the last axis fastest."""

from math import prod
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class Flatten(Layer):
    """y = x, as one vector."""

    kind: ClassVar[str] = "flatten"
    bilinear: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        vectors = (x.lead, x.batch, prod(x.shape))
        tensors = (x.lead, x.batch, *x.shape)

        def forward() -> None:
            np.copyto(out.x, x.x.reshape(vectors))

        def backward() -> None:
            if x.gradient is not None:
                np.copyto(x.dx, out.dx.reshape(tensors))

        return Steps((forward,), (backward,))

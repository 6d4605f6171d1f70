"""The same numbers in another shape."""

from math import prod
from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class Reshape(Layer):
    """y = x in the shape `target`, the last axis fastest."""

    target: tuple[int, ...]
    kind: ClassVar[str] = "reshape"
    bilinear: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        if prod(shape) != prod(self.target) or min(self.target, default=0) < 1:
            raise SpecError(
                f"reshape cannot put {prod(shape)} numbers of shape {shape} into {tuple(self.target)};",
                f"give a target of {prod(shape)} numbers in all",
                "target",
            )
        return tuple(self.target)

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        def forward() -> None:
            np.copyto(out.x, x.x.reshape(out.x.shape))

        def backward() -> None:
            if x.gradient is not None:
                np.copyto(x.dx, out.dx.reshape(x.dx.shape))

        return Steps((forward,), (backward,))

"""Softmax over the last axis."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Border, ByClass, Flow, Plain
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class Softmax(Layer):
    """y_i = e^x_i / Σ_j e^x_j, computed from x - max x; dL/dx = y (dL/dy - Σ y dL/dy)."""

    kind: ClassVar[str] = "softmax"

    def border(self, shape: Shape) -> Border:
        return ByClass() if len(shape) == 1 else Plain()

    own_border = border

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        z, y = x.x, out.x

        def forward() -> None:
            np.subtract(z, z.real.max(axis=-1, keepdims=True), out=y)
            np.exp(y, out=y)
            np.divide(y, np.add.reduce(y, axis=-1, keepdims=True), out=y)

        if out.gradient is None or x.gradient is None:
            return Steps((forward,))
        dy, dx = out.dx, x.dx

        def backward() -> None:
            inner = np.add.reduce(np.multiply(y, dy), axis=-1, keepdims=True)
            np.subtract(dy, inner, out=dx)
            np.multiply(dx, y, out=dx)

        return Steps((forward,), (backward,))

    def operations(self, shape: Shape) -> int:
        return 5 * int(np.prod(shape))

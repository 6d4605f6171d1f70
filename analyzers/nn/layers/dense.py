"""Fully connected layer."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.flow import Border, Flow, TrailingOne, nothing
from analyzers.nn.initializers import FanInUniform, Fans, GlorotUniform, Initializer, Zeros
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, vectors_only
from analyzers.nn.types import Framework, Shape


@dataclass(frozen=True)
class Dense(Layer):
    """y = f(x W + b), with x (B, n), W (n, units), b (units,). The bias is the last row of one matrix [W; b]."""

    units: int
    activation: str = "linear"
    use_bias: bool = True
    kernel_initializer: Initializer | None = None  # None: what the framework takes
    bias_initializer: Initializer | None = None
    l1: float = 0.0
    l2: float = 0.0
    kind: ClassVar[str] = "dense"
    bilinear: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least(1, units=self.units)
        at_least(0, l1=self.l1, l2=self.l2)

    def output_shape(self, shape: Shape) -> Shape:
        vectors_only(self.kind, shape)
        return (self.units,)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        fans = Fans(shape[0], self.units)
        usual = (GlorotUniform(), Zeros()) if framework == "keras" else (FanInUniform(), FanInUniform())
        kernel = Weight(
            "kernel", (shape[0], self.units), self.kernel_initializer or usual[0], fans, l1=self.l1, l2=self.l2
        )
        bias = Weight("bias", (self.units,), self.bias_initializer or usual[1], fans)
        return (kernel, bias) if self.use_bias else (kernel,)

    def border(self, shape: Shape) -> Border:
        return TrailingOne()

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        W, dW = weights.joined, weights.joined_gradient
        rows = x.rows if self.use_bias else x.x

        def forward() -> None:
            np.matmul(rows, W, out=out.x)

        if out.gradient is None:
            return Steps(forward, nothing)
        dy, rows_t, W_t = out.dx, rows.swapaxes(1, 2), W.swapaxes(1, 2)
        drows = None if x.gradient is None else x.drows if self.use_bias else x.dx

        def backward() -> None:
            np.matmul(rows_t, dy, out=dW)
            if drows is not None:
                np.matmul(dy, W_t, out=drows)

        return Steps(forward, backward)

    def operations(self, shape: Shape) -> int:
        return 2 * (shape[0] + 1) * self.units

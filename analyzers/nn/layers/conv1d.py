"""Convolution over sequences."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from analyzers.nn import patches
from analyzers.nn.affine import kernel_and_bias
from analyzers.nn.flow import Flow
from analyzers.nn.initializers import Fans, Initializer
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, ranked
from analyzers.nn.types import Framework, Shape
from analyzers.nn.windows import Padding, Windows, per_axis, windows


@dataclass(frozen=True)
class Conv1d(Layer):
    """y = f(x ∗ W + b), with x (B, length, C), W (kernel size, C, filters), b (filters,)."""

    filters: int
    kernel_size: int = 3
    strides: int = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    kernel_initializer: Initializer | None = None  # None: what the framework takes
    bias_initializer: Initializer | None = None
    l1: float = 0.0
    l2: float = 0.0
    kind: ClassVar[str] = "conv1d"
    bilinear: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least(1, filters=self.filters)
        at_least(0, l1=self.l1, l2=self.l2)

    def output_shape(self, shape: Shape) -> Shape:
        ranked(self.kind, shape, "length, channels")
        return (*self._windows(shape).counts, self.filters)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        size = per_axis(self.kernel_size, 1)
        fans = Fans(prod(size) * shape[-1], prod(size) * self.filters)
        return kernel_and_bias(self, (*size, shape[-1], self.filters), fans, framework)

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        return patches.convolve(self._windows(x.shape), x, out, weights, self.use_bias)

    def operations(self, shape: Shape) -> int:
        return 2 * prod(self.output_shape(shape)) * prod(per_axis(self.kernel_size, 1)) * shape[-1]

    def _windows(self, shape: Shape) -> Windows:
        return windows(self.kind, shape[:-1], per_axis(self.kernel_size, 1), per_axis(self.strides, 1), self.padding)

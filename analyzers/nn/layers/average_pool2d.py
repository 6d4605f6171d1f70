"""The mean of each window of an image."""

from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn import pooling
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights, ranked
from analyzers.nn.types import Shape
from analyzers.nn.windows import Padding, Windows, per_axis, windows


@frozen()
class AveragePool2d(Layer):
    """y = mean of each window, for each channel; strides None: as large as the window."""

    pool_size: int | tuple[int, int] = 2
    strides: int | tuple[int, int] | None = None
    padding: Padding = "valid"
    kind: ClassVar[str] = "average_pool2d"
    bilinear: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        ranked(self.kind, shape, "height, width, channels")
        return (*self._windows(shape).counts, shape[-1])

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        return pooling.mean(self._windows(x.shape), x, out, padding_counts=context.framework == "pytorch")

    def _windows(self, shape: Shape) -> Windows:
        size = per_axis(self.pool_size, 2)
        return windows(self.kind, shape[:-1], size, per_axis(self.strides or size, 2), self.padding)

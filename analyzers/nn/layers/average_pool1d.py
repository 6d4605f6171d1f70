"""The mean of each window of a sequence."""

from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn import pooling
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights, ranked
from analyzers.nn.types import Shape
from analyzers.nn.windows import Padding, Windows, per_axis, windows


@frozen()
class AveragePool1d(Layer):
    """y = mean of each window, for each channel; strides None: as large as the window."""

    pool_size: int = 2
    strides: int | None = None
    padding: Padding = "valid"
    kind: ClassVar[str] = "average_pool1d"
    bilinear: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        ranked(self.kind, shape, "length, channels")
        return (*self._windows(shape).counts, shape[-1])

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        return pooling.mean(self._windows(x.shape), x, out, padding_counts=context.framework == "pytorch")

    def _windows(self, shape: Shape) -> Windows:
        size = per_axis(self.pool_size, 1)
        return windows(self.kind, shape[:-1], size, per_axis(self.strides or size, 1), self.padding)

"""What convolutions over one axis and over two have in common."""

from math import prod
from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn import lines, patches
from analyzers.nn.affine import kernel_and_bias
from analyzers.nn.flow import Border, Flow, Padded, Plain
from analyzers.nn.initializers import Fans, Initializer
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, ranked
from analyzers.nn.types import Framework, Shape
from analyzers.nn.windows import Axis, Padding, Windows, per_axis, windows

ONE_ROW = Axis(length=1, size=1, stride=1, padding="valid")  # a sequence is an image of one


@frozen()
class Convolution(Layer):
    """y = f(x ∗ W + b), with x (B, *lengths, C), W (*kernel size, C, filters), b (filters,)."""

    filters: int
    kernel_size: int | tuple[int, int] = 3
    strides: int | tuple[int, int] = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    kernel_initializer: Initializer | None = None  # None: what the framework takes
    bias_initializer: Initializer | None = None
    l1: float = 0.0
    l2: float = 0.0
    axes: ClassVar[tuple[str, ...]]
    bilinear: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least(1, filters=self.filters)
        at_least(0, l1=self.l1, l2=self.l2)

    def output_shape(self, shape: Shape) -> Shape:
        ranked(self.kind, shape, ", ".join((*self.axes, "channels")))
        return (*self._windows(shape).counts, self.filters)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        size = self._size
        fans = Fans(prod(size) * shape[-1], prod(size) * self.filters)
        return kernel_and_bias(self, (*size, shape[-1], self.filters), fans, framework)

    def border(self, shape: Shape) -> Border:
        return self._lines(shape) or Plain()

    def own_border(self, shape: Shape) -> Border:
        border = self._lines(shape)
        return border.of_output if border else Plain()

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        border = self._lines(x.shape)
        if border:
            return lines.convolve(x, out, weights, border, self.use_bias)
        return patches.convolve(self._windows(x.shape), x, out, weights, self.use_bias)

    def operations(self, shape: Shape) -> int:
        return 2 * prod(self.output_shape(shape)) * prod(self._size) * shape[-1]

    @property
    def _size(self) -> Shape:
        return per_axis(self.kernel_size, len(self.axes))

    def _windows(self, shape: Shape) -> Windows:
        return windows(self.kind, shape[:-1], self._size, per_axis(self.strides, len(self.axes)), self.padding)

    def _lines(self, shape: Shape) -> Padded | None:
        """The border that the faster form needs, None where it does not apply."""
        found = self._windows(shape)
        rows, columns = (ONE_ROW, *found.axes)[-2:]
        fits = all(axis.stride == 1 and axis.before == axis.behind < axis.size for axis in (rows, columns))
        if not fits or not lines.pays(shape[-1], prod(found.counts), prod(shape[:-1])):
            return None
        return Padded(rows.before, columns.before, (rows.size, columns.size))

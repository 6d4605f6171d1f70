"""Fully connected layer."""

from collections.abc import Sequence
from typing import ClassVar

from analyzers.frozen import frozen
from analyzers.nn.affine import kernel_and_bias
from analyzers.nn.calls import copy
from analyzers.nn.flow import Border, Columns, Flow, Plain, TrailingOne
from analyzers.nn.initializers import Fans, Initializer
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, vectors_only
from analyzers.nn.products import products
from analyzers.nn.types import Array, Framework, Shape, Step


@frozen()
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
    by_column: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least(1, units=self.units)
        at_least(0, l1=self.l1, l2=self.l2)

    def output_shape(self, shape: Shape) -> Shape:
        vectors_only(self.kind, shape)
        return (self.units,)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        return kernel_and_bias(self, (shape[0], self.units), Fans(shape[0], self.units), framework)

    def border(self, shape: Shape) -> Border:
        return Columns()

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        W, dW, inputs = weights.joined, weights.joined_gradient, x.shape[0]
        copying, columns = self._columns(x)
        forward = (*copying, *products(W.swapaxes(1, 2), columns, out.x.swapaxes(1, 2)))
        if out.gradient is None:
            return Steps(forward)
        to_weights = products(columns, out.dx, dW)
        if x.gradient is None:
            return Steps(forward, to_weights)
        to_inputs = products(W[:, :inputs], out.dx.swapaxes(1, 2), x.dx.swapaxes(1, 2))
        return Steps(forward, (*to_weights, *to_inputs))

    def _columns(self, x: Flow) -> tuple[Sequence[Step], Array]:
        """(lead, cells, B): the vectors as columns, a 1 below each for the bias; and what copies them there first."""
        if not (self.use_bias and isinstance(x.border, Plain)):
            return (), x.columns[:, : x.shape[0] + self.use_bias]
        beside = TrailingOne().allocate(x.lead, x.batch, x.shape, x.dtype)
        rows = beside.whole.reshape(x.lead, x.batch, -1)[:, :, : x.shape[0] + 1]
        return (copy(x.x, beside.inner),), rows.swapaxes(1, 2)

    def operations(self, shape: Shape) -> int:
        return 2 * (shape[0] + 1) * self.units

"""The largest value of each channel over a whole image or sequence."""

from typing import ClassVar

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn import pooling
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class GlobalMaxPool(Layer):
    """y_c = max of x over all positions; where several are as large, they share the gradient, as in Keras."""

    kind: ClassVar[str] = "global_max_pool"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2:
            raise SpecError(f"global_max_pool takes images or sequences, but its input has shape {shape};", "drop it")
        return shape[-1:]

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        return pooling.largest_of_all(x, out)

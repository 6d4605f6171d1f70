"""An elementwise activation function as a layer."""

from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn import activations
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.types import Shape


@frozen()
class Activation(Layer):
    """y = f(x), x of any shape; negative_slope is for leaky_relu, alpha for elu. Softmax is a layer of its own."""

    function: str
    negative_slope: float | None = None  # None: what the framework takes
    alpha: float = 1.0
    kind: ClassVar[str] = "activation"
    elementwise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.function != activations.SOFTMAX:
            activations.function(self.function, "keras")

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        f = activations.function(self.function, context.framework, self.negative_slope, self.alpha)
        z, y = x.value.whole, out.value.whole
        forward = (*f.bound(z, y), *out.value.sealing_after(f.value))
        if out.gradient is None or x.gradient is None:
            return Steps(forward)
        d, dx = out.gradient.whole, x.gradient.whole
        pull = f.bound_backward(z, y, dx)
        return Steps(forward, pull if x is out else (partial(np.copyto, dx, d), *pull))

    def operations(self, shape: Shape) -> int:
        return 4 * int(np.prod(shape))

"""The catalogue of activation functions: one a file, listed here."""

from collections.abc import Mapping

from analyzers.errors import SpecError
from analyzers.nn.activation import Function
from analyzers.nn.activations.elu import Elu
from analyzers.nn.activations.gelu import Gelu
from analyzers.nn.activations.leaky_relu import LeakyRelu
from analyzers.nn.activations.linear import Linear
from analyzers.nn.activations.relu import Relu
from analyzers.nn.activations.selu import Selu
from analyzers.nn.activations.sigmoid import Sigmoid
from analyzers.nn.activations.softplus import Softplus
from analyzers.nn.activations.swish import Swish
from analyzers.nn.activations.tanh import Tanh
from analyzers.nn.types import Framework

FUNCTIONS: Mapping[str, type[Function]] = {
    each.kind: each for each in (Linear, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Selu, Gelu, Swish, Softplus)
}
SOFTMAX = "softmax"  # not elementwise: a layer of its own


def function(kind: str, framework: Framework, negative_slope: float | None = None, alpha: float = 1.0) -> Function:
    """An activation function by name. A leaky ReLU's slope is 0.2 in Keras and 0.01 in PyTorch unless given."""
    if kind == "leaky_relu":
        usual = 0.2 if framework == "keras" else 0.01
        return LeakyRelu(usual if negative_slope is None else negative_slope)
    if kind == "elu":
        return Elu(alpha)
    if kind not in FUNCTIONS:
        raise SpecError(f"there is no activation {kind!r};", f"use one of {', '.join([*FUNCTIONS, SOFTMAX])}")
    return FUNCTIONS[kind]()


__all__ = ["FUNCTIONS", "SOFTMAX", "Linear", "function"]

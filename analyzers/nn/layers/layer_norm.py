"""Layer normalisation (Ba, Kiros & Hinton 2016, arXiv 1607.06450)."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.initializers import Constant, Zeros
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least
from analyzers.nn.normalization import normalize
from analyzers.nn.types import Framework, Shape


@frozen()
class LayerNorm(Layer):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, over the last axis of each example.

    epsilon None: what the framework takes, 1e-3 in Keras and 1e-5 in PyTorch.
    """

    epsilon: float | None = None
    kind: ClassVar[str] = "layer_norm"

    def __post_init__(self) -> None:
        at_least(0, epsilon=0.0 if self.epsilon is None else self.epsilon)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        return (Weight("gamma", shape[-1:], Constant(1.0)), Weight("beta", shape[-1:], Zeros()))

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        epsilon = self.epsilon if self.epsilon is not None else {"keras": 1e-3, "pytorch": 1e-5}[context.framework]
        steps, _, _ = normalize(x, out, weights, epsilon, over_batch=False)
        return steps

    def operations(self, shape: Shape) -> int:
        return 8 * int(np.prod(shape))

"""Batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167)."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.flow import Flow
from analyzers.nn.initializers import Constant, Zeros
from analyzers.nn.layer import Context, Layer, Steps, Weight, Weights, at_least, within
from analyzers.nn.normalization import normalize
from analyzers.nn.types import Framework, Shape


@frozen()
class BatchNorm(Layer):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, for each channel over the batch and all positions.

    Prediction uses running statistics: running ← momentum · running + (1 - momentum) · batch's.
    momentum is written as Keras writes it (PyTorch's 0.1 is 0.9 here). None: what the framework takes, which is 0.99
    and 1e-3 in Keras, 0.9 and 1e-5 in PyTorch; PyTorch's running variance is the unbiased one.
    """

    momentum: float | None = None
    epsilon: float | None = None
    kind: ClassVar[str] = "batch_norm"

    def __post_init__(self) -> None:
        within(0, 1, momentum=0.0 if self.momentum is None else self.momentum)
        at_least(0, epsilon=0.0 if self.epsilon is None else self.epsilon)

    def weights(self, shape: Shape, framework: Framework) -> tuple[Weight, ...]:
        size = shape[-1:]
        return (
            Weight("gamma", size, Constant(1.0)),
            Weight("beta", size, Zeros()),
            Weight("running_mean", size, Zeros(), trained=False),
            Weight("running_variance", size, Constant(1.0), trained=False),
        )

    def bind(self, x: Flow, out: Flow, weights: Weights, context: Context) -> Steps:
        epsilon = self.epsilon if self.epsilon is not None else {"keras": 1e-3, "pytorch": 1e-5}[context.framework]
        running = weights.value["running_mean"], weights.value["running_variance"]
        if not context.training:
            return Steps((_with_running_statistics(x, out, weights, epsilon),))
        steps, mean, variance = normalize(x, out, weights, epsilon, over_batch=True)
        momentum = self.momentum if self.momentum is not None else {"keras": 0.99, "pytorch": 0.9}[context.framework]
        count = int(np.prod(x.x.shape[1:-1]))
        unbiased = count / (count - 1) if context.framework == "pytorch" and count > 1 else 1.0

        def follow() -> None:
            for kept, seen, factor in zip(running, (mean, variance), (1.0, unbiased), strict=True):
                np.multiply(kept, momentum, out=kept)
                np.add(kept, (1 - momentum) * factor * seen[:, 0], out=kept)

        return Steps((*steps.forward, follow), steps.backward)

    def operations(self, shape: Shape) -> int:
        return 8 * int(np.prod(shape))


def _with_running_statistics(x: Flow, out: Flow, weights: Weights, epsilon: float):  # type: ignore[no-untyped-def]
    axes = (slice(None), *(None for _ in range(x.x.ndim - 2)), slice(None))
    gamma, beta, mean, variance = (
        weights.value[each] for each in ("gamma", "beta", "running_mean", "running_variance")
    )

    def forward() -> None:
        scale = gamma / np.sqrt(variance + np.asarray(epsilon, variance.dtype))
        np.multiply(x.x, scale[axes], out=out.x)
        np.add(out.x, (beta - mean * scale)[axes], out=out.x)

    return forward

"""Values brought to mean 0 and variance 1, scaled and shifted by what is learnt: what batch and layer norm share."""

from math import prod

import numpy as np

from analyzers.nn.flow import Flow
from analyzers.nn.layer import Steps, Weights
from analyzers.nn.types import Array


def normalize(x: Flow, out: Flow, weights: Weights, epsilon: float, over_batch: bool) -> tuple[Steps, Array, Array]:
    """y = gamma x̂ + beta, x̂ = (x - mean) / √(variance + epsilon).

    With n values to a mean:  dL/dx = gamma-scaled (d - mean(d) - x̂ · mean(d x̂)) / √(variance + epsilon).
    over_batch: means over all examples and positions of a channel (else over the channels of each position)
    Returns the steps and the buffers of mean and variance, (K, 1, C) over the batch, else (K, N, 1).
    """
    K, C = weights.value["gamma"].shape
    N = x.batch * prod(x.shape[:-1])
    count = N if over_batch else C
    gamma, beta = weights.value["gamma"][:, None], weights.value["beta"][:, None]
    centred = np.empty((x.lead, N, C), out.dtype)
    unit, scratch = np.empty((K, N, C), out.dtype), np.empty((K, N, C), out.dtype)
    small = (x.lead, 1, C) if over_batch else (x.lead, N, 1)
    mean, variance, spread = (np.empty(small, out.dtype) for _ in range(3))
    ones = np.ones((1, 1, N) if over_batch else (1, C, 1), out.dtype)
    share = out.x.real.dtype.type(1 / count)

    def average(values: Array, into: Array) -> Array:
        """A product with ones: faster than a sum over a middle or a short axis."""
        np.matmul(ones, values, out=into) if over_batch else np.matmul(values, ones, out=into)
        np.multiply(into, share, out=into)
        return into

    def forward() -> None:
        np.copyto(centred.reshape(x.x.shape), x.x)
        np.subtract(centred, average(centred, mean), out=centred)
        average(np.multiply(centred, centred, out=scratch[: x.lead]), variance)
        np.sqrt(np.add(variance, epsilon, out=spread), out=spread)
        np.divide(centred, spread, out=unit)
        np.add(np.multiply(unit, gamma, out=scratch), beta, out=scratch)
        np.copyto(out.x, scratch.reshape(out.x.shape))

    if out.gradient is None:
        return Steps((forward,)), mean, variance
    dgamma, dbeta = weights.gradient["gamma"], weights.gradient["beta"]
    d, first, second = (
        np.empty((K, N, C), out.dtype),
        np.empty((K, *small[1:]), out.dtype),
        np.empty((K, *small[1:]), out.dtype),
    )

    def backward() -> None:
        np.copyto(d.reshape(out.dx.shape), out.dx)
        np.multiply(d, unit, out=scratch)
        np.add.reduce(scratch, axis=1, out=dgamma)
        np.add.reduce(d, axis=1, out=dbeta)
        if x.gradient is None:
            return
        np.multiply(d, gamma, out=d)
        np.multiply(d, unit, out=scratch)
        average(d, first), average(scratch, second)
        np.subtract(d, first, out=d)
        np.subtract(d, np.multiply(unit, second, out=scratch), out=d)
        np.copyto(x.dx, np.divide(d, spread, out=d).reshape(x.dx.shape))

    return Steps((forward,), (backward,)), mean, variance

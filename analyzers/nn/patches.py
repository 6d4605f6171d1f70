"""Convolution with any windows as one matrix product: each window is copied into a row of a matrix (im2col)."""

from functools import partial
from math import prod

import numpy as np

from analyzers.nn.flow import Flow
from analyzers.nn.layer import Steps, Weights
from analyzers.nn.products import products
from analyzers.nn.types import Step
from analyzers.nn.windows import Windows


def convolve(windows: Windows, x: Flow, out: Flow, weights: Weights, bias: bool) -> Steps:
    """y = x ∗ W + b over `windows`; a column of ones beside the windows brings in the bias."""
    places = prod(axis.size for axis in windows.axes)
    channels, rows = x.shape[-1], x.batch * prod(windows.counts)
    depth = places * channels
    matrix = np.zeros((x.lead, rows, depth + bias), x.dtype)
    matrix[..., depth:] = 1
    apart = x.lead, x.batch, *windows.counts, places, channels
    spread = matrix[..., :depth].reshape(apart)
    W, y = weights.joined, np.empty((out.lead, rows, out.shape[-1]), out.dtype)
    pairs = [(of, (*to, place)) for place, (of, to) in enumerate(windows.pairs())]
    forward: list[Step] = [
        *(partial(np.copyto, spread[to], x.x[of]) for of, to in pairs),
        *products(matrix, W, y),
        partial(np.copyto, out.x, y.reshape(out.x.shape)),
    ]
    if out.gradient is None:
        return Steps(forward)
    to_weights: list[Step] = [
        partial(np.copyto, y.reshape(out.x.shape), out.dx),
        *products(matrix.swapaxes(1, 2), y, weights.joined_gradient),
    ]
    if x.gradient is None:
        return Steps(forward, to_weights)
    back = np.empty((x.lead, rows, depth), x.dtype)
    to_inputs: list[Step] = [
        *products(y, W[:, :depth].swapaxes(1, 2), back),
        partial(x.dx.fill, 0),
        *(partial(np.add, x.dx[of], back.reshape(apart)[to], x.dx[of]) for of, to in pairs),
    ]
    return Steps(forward, to_weights + to_inputs)

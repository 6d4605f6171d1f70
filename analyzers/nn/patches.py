"""Convolution with any windows as one matrix product: each window is copied into a row of a matrix (im2col)."""

from math import prod

import numpy as np

from analyzers.nn.flow import Flow
from analyzers.nn.layer import Steps, Weights
from analyzers.nn.windows import Windows


def convolve(windows: Windows, x: Flow, out: Flow, weights: Weights, bias: bool) -> Steps:
    """y = x ∗ W + b over `windows`; a column of ones beside the windows brings in the bias."""
    places = prod(axis.size for axis in windows.axes)
    channels, rows = x.shape[-1], x.batch * prod(windows.counts)
    depth = places * channels
    matrix = np.zeros((x.lead, rows, depth + bias), x.dtype)
    matrix[..., depth:] = 1
    spread = matrix[..., :depth].reshape(x.lead, x.batch, *windows.counts, places, channels)
    copies = [(spread[(*to, place)], x.x[of]) for place, (of, to) in enumerate(windows.pairs())]
    W, dW = weights.joined, weights.joined_gradient
    y = np.empty((out.lead, rows, out.shape[-1]), out.dtype)

    def forward() -> None:
        for to, of in copies:
            np.copyto(to, of)
        np.matmul(matrix, W, out=y)
        np.copyto(out.x, y.reshape(out.x.shape))

    if out.gradient is None:
        return Steps((forward,))
    matrix_t, kernel_t = matrix.swapaxes(1, 2), W[:, :depth].swapaxes(1, 2)
    back = None if x.gradient is None else np.empty((x.lead, rows, depth), x.dtype)

    def backward() -> None:
        np.copyto(y.reshape(out.dx.shape), out.dx)
        np.matmul(matrix_t, y, out=dW)
        if back is None:
            return
        np.matmul(y, kernel_t, out=back)
        x.dx[...] = 0
        apart = back.reshape(spread.shape)
        for place, (of, to) in enumerate(windows.pairs()):
            x.dx[of] += apart[(*to, place)]

    return Steps((forward,), (backward,))

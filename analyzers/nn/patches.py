"""Convolution with any windows as one matrix product: each window is copied into a row of a matrix (im2col)."""

from functools import partial
from math import prod

import numpy as np

from analyzers.nn.flow import Buffer, Flow, Plain
from analyzers.nn.layer import Steps, Weights
from analyzers.nn.products import products
from analyzers.nn.types import Array, Step
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
    W, (y, storing) = weights.joined, _rows(out.value, out)
    pairs = [(of, (*to, place)) for place, (of, to) in enumerate(windows.pairs())]
    forward: list[Step] = [
        *(partial(np.copyto, spread[to], x.x[of]) for of, to in pairs),
        *products(matrix, W, y),
        *(partial(np.copyto, cells, own) for own, cells in storing),
    ]
    if out.gradient is None:
        return Steps(forward)
    dy, fetching = _rows(out.slope, out)
    to_weights: list[Step] = [
        *(partial(np.copyto, own, cells) for own, cells in fetching),
        *products(matrix.swapaxes(1, 2), dy, weights.joined_gradient),
    ]
    if x.gradient is None:
        return Steps(forward, to_weights)
    back = np.empty((x.lead, rows, depth), x.dtype)
    to_inputs: list[Step] = [
        *products(dy, W[:, :depth].swapaxes(1, 2), back),
        partial(x.dx.fill, 0),
        *(partial(np.add, x.dx[of], back.reshape(apart)[to], x.dx[of]) for of, to in pairs),
    ]
    return Steps(forward, to_weights + to_inputs)


def _rows(buffer: Buffer, of: Flow) -> tuple[Array, list[tuple[Array, Array]]]:
    """(lead, windows, filters): a buffer's own cells where no border parts them; else others, paired with its own."""
    if isinstance(of.border, Plain):
        return buffer.whole.reshape(of.lead, -1, of.shape[-1]), []
    cells = np.empty(buffer.inner.shape, of.dtype)
    return cells.reshape(of.lead, -1, of.shape[-1]), [(cells, buffer.inner)]

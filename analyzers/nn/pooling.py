"""Largest and mean value of windows, over any number of axes: the arithmetic of all pooling layers."""

import numpy as np

from analyzers.nn.flow import Flow
from analyzers.nn.layer import Steps
from analyzers.nn.types import Array
from analyzers.nn.windows import Windows


def largest(windows: Windows, x: Flow, out: Flow) -> Steps:
    """y = the largest of each window. Its gradient goes to the first that is as large."""
    pairs = [(x.x[inputs], out.x[outputs]) for inputs, outputs in windows.pairs()]
    real = np.issubdtype(x.dtype, np.floating)

    def forward() -> None:
        out.x[...] = -np.inf
        for cells, best in pairs:
            if real:
                np.maximum(best, cells, out=best)
            else:
                np.copyto(best, cells, where=cells.real > best.real)

    if out.gradient is None or x.gradient is None:
        return Steps((forward,))
    dx, dy, open_ = x.dx, out.dx, np.empty(out.x.shape, bool)
    disjoint = all(axis.stride >= axis.size for axis in windows.axes)
    backward_views = [(x.x[i], out.x[o], dy[o], dx[i], open_[o]) for i, o in windows.pairs()]

    def backward() -> None:
        dx[...] = 0
        open_[...] = True
        for cells, best, slopes, into, undecided in backward_views:
            wins = np.equal(cells, best)
            np.logical_and(wins, undecided, out=wins)
            np.logical_xor(undecided, wins, out=undecided)
            if disjoint:
                np.multiply(slopes, wins, out=into)
            else:
                np.add(into, slopes * wins, out=into)

    return Steps((forward,), (backward,))


def largest_of_all(x: Flow, out: Flow) -> Steps:
    """y = the largest of each channel over all positions. Equals share its gradient."""
    axes = tuple(range(2, x.x.ndim - 1))
    apart = (..., *(None for _ in axes), slice(None))

    def forward() -> None:
        np.copyto(out.x, np.maximum.reduce(x.x, axis=axes))

    if out.gradient is None or x.gradient is None:
        return Steps((forward,))
    dx, dy = x.dx, out.dx

    def backward() -> None:
        wins = np.equal(x.x, out.x[apart])
        np.divide(wins, np.add.reduce(wins, axis=axes, keepdims=True), out=dx, casting="same_kind")
        np.multiply(dx, dy[apart], out=dx)

    return Steps((forward,), (backward,))


def mean(windows: Windows, x: Flow, out: Flow, padding_counts: bool) -> Steps:
    """y = the mean of each window.

    padding_counts: whether padding counts as zeros (PyTorch) or not at all (Keras)
    """
    pairs = windows.pairs()
    share = 1 / _cells(windows, out, padding_counts)

    def forward() -> None:
        out.x[...] = 0
        for inputs, outputs in pairs:
            out.x[outputs] += x.x[inputs]
        np.multiply(out.x, share, out=out.x)

    if out.gradient is None or x.gradient is None:
        return Steps((forward,))
    dx, dy, scaled = x.dx, out.dx, np.empty(out.x.shape, out.dtype)

    def backward() -> None:
        dx[...] = 0
        np.multiply(dy, share, out=scaled)
        for inputs, outputs in pairs:
            dx[inputs] += scaled[outputs]

    return Steps((forward,), (backward,))


def _cells(windows: Windows, out: Flow, padding_counts: bool) -> Array:
    """(1, 1, *counts, 1): how many cells each window has."""
    if padding_counts:
        return np.full((1, 1, *windows.counts, 1), np.prod([axis.size for axis in windows.axes]), out.x.real.dtype)
    cells = np.zeros((1, 1, *windows.counts, 1), out.x.real.dtype)
    for _, outputs in windows.pairs():
        cells[outputs] += 1
    return cells

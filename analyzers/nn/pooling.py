"""Largest and mean value of windows, over any number of axes: the arithmetic of all pooling layers."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from analyzers.nn.flow import Flow
from analyzers.nn.layer import Steps
from analyzers.nn.memory import aligned
from analyzers.nn.types import Array, Step
from analyzers.nn.windows import Axis, Pair, Windows


def largest(windows: Windows, x: Flow, out: Flow) -> Steps:
    """y = the largest of each window. Its gradient goes to the first that is as large.

    Axis after axis, the last one first: the first of the firsts is the first of all, and each axis leaves less to do.
    """
    backs = out.gradient is not None and x.gradient is not None
    values, slopes = x.x, x.dx if backs else None
    forward: list[Step] = []
    backward: list[Step] = []
    for number, axis in reversed(list(enumerate(windows.axes, start=2))):
        shape = (*values.shape[:number], axis.count, *values.shape[number + 1 :])
        best = aligned(shape, x.dtype) if number > 2 else out.x
        forward += _take_largest(axis.pairs(number), values, best)
        if slopes is not None:
            of_best = aligned(shape, x.dtype) if number > 2 else out.dx
            backward = [*_hand_back(axis, number, (values, best), (slopes, of_best)), *backward]
            slopes = of_best
        values = best
    return Steps(forward, backward)


def _take_largest(pairs: Sequence[Pair], values: Array, best: Array) -> Sequence[Step]:
    """best ← the largest of each window along one axis."""
    views = [(values[cells], best[reached]) for cells, reached in pairs]
    if np.iscomplexobj(values):
        return partial(best.fill, -np.inf), *(partial(_take_larger, cells, into) for cells, into in views)
    if len(views) > 1 and all(into.shape == best.shape for _, into in views[:2]):
        start = partial(np.maximum, views[0][0], views[1][0], out=best)
        views = views[2:]
    else:
        start = partial(best.fill, -np.inf)
    return start, *(partial(np.maximum, into, cells, out=into) for cells, into in views)


def _take_larger(cells: Array, into: Array) -> None:
    """The larger by its real part; the first of equals stays."""
    np.copyto(into, cells, where=cells.real > into.real)


def _hand_back(axis: Axis, number: int, values: tuple[Array, Array], slopes: tuple[Array, Array]) -> Sequence[Step]:
    """slopes[0] ← slopes[1] at the first of each window that is as large as the best, else 0.

    values, slopes: of the cells and of the best. The last place of a window gets what no place before it took.
    """
    (x, best), (dx, dy) = values, slopes
    wins, open_ = np.empty(best.shape, bool), np.empty(best.shape, bool)
    pairs, apart = axis.pairs(number), axis.stride >= axis.size
    steps: list[Step] = [partial(open_.fill, True)]
    if not axis.tiled:
        steps.append(partial(dx.fill, 0))
    for cells, reached in pairs:
        won, undecided = wins[reached], open_[reached]
        if cells == pairs[-1][0] and won.shape == wins.shape:
            steps.append(partial(np.copyto, wins, open_))
        else:
            steps += [
                partial(np.equal, x[cells], best[reached], won),
                partial(np.logical_and, won, undecided, won),
                partial(np.logical_xor, undecided, won, undecided),
            ]
        part = dx[cells] if apart else np.empty(dx[cells].shape, dx.dtype)
        steps.append(partial(np.multiply, dy[reached], won, part))
        if not apart:
            steps.append(partial(np.add, dx[cells], part, dx[cells]))
    return steps


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

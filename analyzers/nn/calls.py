"""The calls that a step is made of: NumPy functions bound to their arrays."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from analyzers.nn.types import Array, Step

try:
    from numpy._core.umath import clip as bounded  # type: ignore[attr-defined]  # what np.clip calls, at a third of its cost
except ImportError:  # pragma: no cover  a private name, gone in some NumPy
    bounded = np.clip


def run(steps: Sequence[Step]) -> None:
    for step in steps:
        step()


def clip(x: Array, low: float, high: float, out: Array) -> Step:
    """out ← x within [low, high]; unlike minimum and maximum it is fast, unlike fmin and fmax it keeps NaN."""
    return partial(bounded, x, np.array(low, x.dtype), np.array(high, x.dtype), out)


def product(a: Array, b: Array, out: Array) -> Step:
    """out ← a b for stacks of matrices, (K, n, m) or (1, n, m) each.

    Written so that `out` runs along its rows. A stack of one goes to np.dot, which calls the same BLAS routine and
    starts a third of a microsecond earlier; vectors do not, because the two take different routines for them, nor
    parts of matrices, which np.dot copies.
    """
    if out.strides[2] > out.strides[1]:
        a, b, out = b.swapaxes(1, 2), a.swapaxes(1, 2), out.swapaxes(1, 2)
    whole = len(out) == 1 and all(matrix[0].flags.forc for matrix in (a, b)) and out[0].flags.c_contiguous
    if whole and min(*a.shape[1:], *b.shape[1:]) > 1:
        return partial(a[0].dot, b[0], out[0])
    return partial(np.matmul, a, b, out)


def copy(of: Array, out: Array) -> Step:
    """out ← of, broadcast; np.copyto at two thirds of its cost."""
    return partial(out.__setitem__, ..., of)


def sums(of: Array, out: Array) -> Step:
    """Each row of `out`, (R, K, B), ← the sum of the rows of `of`, (C, K, B), one product with ones for each replica.

    A reduction starts three times as late, and what is done with a sum that stands in every row need not broadcast.
    R is at least 2: for a single row BLAS would be asked for another routine, and later.
    """
    return product(np.ones((1, len(out), len(of)), of.dtype), of.swapaxes(0, 1), out.swapaxes(0, 1))


def inner(a: Array, b: Array, out: Array) -> Step:
    """out, (K,), ← the inner product of each row of a, (K, n), with that of b, (K, n) or (1, n).

    np.dot calls the same BLAS routine as np.vecdot and starts half a microsecond earlier, but takes one row only.
    """
    if len(out) == 1:
        return partial(a[0].dot, b[0], out[0, ...])
    return partial(np.vecdot, a, b, out)

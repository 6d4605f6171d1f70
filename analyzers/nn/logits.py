"""Cross-entropy from logits, as a row of bound calls: the larger part of a small step is spent on starting them.

With any s that differs from y by the same number for all classes, and Σ t = 1, the loss is ln Σ e^s - Σ t s, its
derivative e^s / Σ e^s - t. Libraries subtract the largest logit; s = y - Σ t y spares that search and the last term.
Its e^s overflows where another class leads the target's by 88 in float32, by 709 in float64: there, again their way.
"""

from functools import partial

import numpy as np

from analyzers.nn.calls import clip, copy, sums
from analyzers.nn.loss import Comparison
from analyzers.nn.memory import aligned
from analyzers.nn.types import Array, Step

FEW = 4096  # outputs of a batch up to which a sum in every row costs less than to broadcast one
SMALLEST_SHIFT = -36.0  # e^-36 = 2e-16 is nothing beside 1 in float32, and keeps denormal numbers away


def of_logits(y: Array, t: Array, d: Array, losses: Array) -> Comparison:
    """y, t, d, losses: as `Loss.bind` is given them."""
    classes, K, B = y.shape
    few = classes * B <= FEW
    s, own, d_before = (aligned(y.shape, y.dtype) for _ in range(3))
    total, of_target = aligned((classes if few else 2, K, B), y.dtype), aligned((2, K, B), y.dtype)
    in_rows = total if few else total[0]
    distribution: tuple[Step, ...] = (
        *([clip(s, SMALLEST_SHIFT, np.inf, s)] if y.dtype == np.float32 else []),
        partial(np.exp, s, s),
        sums(s, total),
        partial(np.divide, s, in_rows, s),
        partial(np.subtract, s, t, d),
        partial(np.log, total[0], losses),
    )
    steps: tuple[Step, ...] = (
        partial(np.multiply, y, t, own),
        sums(own, total),
        partial(np.subtract, y, in_rows, s),
        *distribution,
    )
    top, losses_before, right = aligned((K, B), y.dtype), aligned((K, B), y.dtype), aligned((K, B), np.bool_)
    again: tuple[Step, ...] = (
        copy(losses, losses_before),
        copy(d, d_before),
        partial(np.isfinite, losses, right),
        partial(np.maximum.reduce, y, 0, None, top),
        partial(np.subtract, y, top, s),
        partial(np.multiply, s, t, own),
        sums(own, of_target),
        *distribution,
        partial(np.subtract, losses, of_target[0], losses),
        partial(np.copyto, losses, losses_before, where=right),
        partial(np.copyto, d, d_before, where=right),
    )
    return Comparison(steps, again)

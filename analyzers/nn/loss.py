"""What a loss is: the mean over a batch of what each example's outputs are off by, and its gradient.

Outputs y arrive output by output, (C, K, B), so that sums over them run along the replicas' rows; targets t as
(C, lead, B), classes as ones and zeros, lead 1 where all replicas see the same examples. `compare` gives the losses of
the examples, (K, B), and leaves their gradients in d, (C, K, B); who calls it takes the mean. Probabilities are clipped
to [1e-7, 1 - 1e-7] as Keras clips them: outside, the gradient is 0.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.types import Array, Shape, Step

TINY = 1e-30  # of a complex step; nothing is subtracted, so nothing is lost however small it is
CLIP = 1e-7  # keras.config.epsilon()


@frozen()
class Comparison:
    """steps: leave the losses and their gradients. again: what to run where a loss is infinite or NaN after them."""

    steps: Sequence[Step]
    again: Sequence[Step] = ()


@frozen()
class Loss:
    kind: ClassVar[str]
    classifies: ClassVar[bool] = False
    numbered: ClassVar[bool] = False  # its targets are class numbers

    def check(self, outputs: Shape) -> None:
        """Raises SpecError where a network's output shape does not fit."""
        if len(outputs) != 1:
            raise SpecError(
                f"{self.kind} compares vectors, but the last layer gives {outputs};",
                "end the model with a dense layer, after a flatten or a global pool",
            )

    def encode(self, targets: Array, outputs: int) -> Array:
        """Targets as posted, (n,) or (n, C), as an array (C, n). Raises SpecError where they do not fit."""
        columns = np.asarray(targets).reshape(len(targets), -1).T
        if len(columns) != outputs:
            raise SpecError(
                f"{self.kind} compares {len(columns)} target{'s' * (len(columns) != 1)} with {outputs} outputs;",
                f"give the last layer {len(columns)} unit{'s' * (len(columns) != 1)}{self._other(outputs)}",
            )
        return np.asarray(columns)

    def _other(self, outputs: int) -> str:
        return ""

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        """(K, B): each example's loss; d becomes its derivative by y."""
        raise NotImplementedError

    def bind(self, y: Array, t: Array, d: Array, losses: Array) -> Comparison:
        """What `compare` does, for buffers that stay the same; `losses` is (K, B)."""
        return Comparison((lambda: np.copyto(losses, self.compare(y, t, d)),))

    def tangent(self, y: Array, t: Array, direction: Array) -> Array:
        """The derivative of d along a direction of y, by a complex step: exact to rounding."""
        moved = y + 1j * TINY * direction
        d = np.empty_like(moved)
        self.compare(moved, t, d)
        return np.asarray(d.imag / TINY)

    def hits(self, y: Array, t: Array) -> Array:
        """(K, B): which examples are classified rightly."""
        return np.asarray(np.equal(y.argmax(axis=0), t.argmax(axis=0)))


def mean_of_outputs(values: Array) -> Array:
    return np.asarray(np.add.reduce(values, axis=0) * values.real.dtype.type(1 / len(values)))


def clipped(p: Array) -> tuple[Array, Array]:
    """Probabilities within the clip, and which were so before."""
    low, high = p.real.dtype.type(CLIP), p.real.dtype.type(1 - CLIP)
    inside = (p.real >= low) & (p.real <= high)
    return np.where(inside, p, np.where(p.real < low, low, np.where(p.real > high, high, p))), inside

"""The logistic function."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.calls import run
from analyzers.nn.types import Array, Step


@frozen()
class Sigmoid(Function):
    """y = 1 / (1 + e^-z)"""

    kind: ClassVar[str] = "sigmoid"
    saturates: ClassVar[bool] = True
    top_slope: ClassVar[float] = 0.25

    def value(self, z: Array, out: Array) -> None:
        run(self.bound(z, out))

    def slope(self, z: Array, y: Array, out: Array) -> None:
        run(self.bound_slope(z, y, out))

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = y * (1 - y) * (1 - 2 * y)

    def bound(self, z: Array, y: Array) -> Sequence[Step]:
        one = np.array(1, y.dtype)
        return (
            partial(np.negative, z, y),
            partial(np.exp, y, y),
            partial(np.add, y, one, y),
            partial(np.divide, one, y, y),  # twice as fast as np.reciprocal
        )

    def bound_slope(self, z: Array, y: Array, out: Array) -> Sequence[Step]:
        return partial(np.subtract, np.array(1, y.dtype), y, out), partial(np.multiply, out, y, out)

"""The hyperbolic tangent."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.calls import run
from analyzers.nn.types import Array, Step


@frozen()
class Tanh(Function):
    """y = tanh z"""

    kind: ClassVar[str] = "tanh"
    saturates: ClassVar[bool] = True

    def value(self, z: Array, out: Array) -> None:
        np.tanh(z, out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        run(self.bound_slope(z, y, out))

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = -2 * y * (1 - y * y)

    def bound(self, z: Array, y: Array) -> Sequence[Step]:
        return (partial(np.tanh, z, y),)

    def bound_slope(self, z: Array, y: Array, out: Array) -> Sequence[Step]:
        return partial(np.multiply, y, y, out), partial(np.subtract, np.array(1, y.dtype), out, out)

"""No activation."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array, Step


@frozen()
class Linear(Function):
    """y = z"""

    kind: ClassVar[str] = "linear"

    def value(self, z: Array, out: Array) -> None:
        if out is not z:
            np.copyto(out, z)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = 1

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = 0

    def bound_backward(self, z: Array, y: Array, d: Array) -> Sequence[Step]:
        return ()

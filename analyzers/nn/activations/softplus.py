"""The smooth rectifier."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array


@frozen()
class Softplus(Function):
    """y = ln(1 + e^z)"""

    kind: ClassVar[str] = "softplus"

    def value(self, z: Array, out: Array) -> None:
        out[...] = np.where(z.real > 0, z, 0) + np.log1p(np.exp(np.where(z.real > 0, -z, z)))

    def slope(self, z: Array, y: Array, out: Array) -> None:
        np.negative(y, out=out)
        np.expm1(out, out=out)
        np.negative(out, out=out)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = -np.expm1(-y) * np.exp(-y)

"""The exponential linear unit."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array


@frozen()
class Elu(Function):
    """y = z where z > 0, else alpha (e^z - 1) (Clevert et al. 2015, arXiv 1511.07289)"""

    alpha: float = 1.0
    kind: ClassVar[str] = "elu"

    def value(self, z: Array, out: Array) -> None:
        out[...] = np.where(z.real > 0, z, self.alpha * np.expm1(np.where(z.real > 0, 0, z)))

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = np.where(y.real > 0, 1, y + self.alpha)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = np.where(y.real > 0, 0, y + self.alpha)

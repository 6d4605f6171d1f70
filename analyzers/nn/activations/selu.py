"""The self-normalising exponential linear unit."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array


@frozen()
class Selu(Function):
    """scale · elu(z, alpha), whose fixed point is mean 0, variance 1 (Klambauer et al. 2017, arXiv 1706.02515)"""

    kind: ClassVar[str] = "selu"
    alpha: ClassVar[float] = 1.6732632423543772
    scale: ClassVar[float] = 1.0507009873554805
    top_slope: ClassVar[float] = alpha * scale

    def value(self, z: Array, out: Array) -> None:
        out[...] = self.scale * np.where(z.real > 0, z, self.alpha * np.expm1(np.where(z.real > 0, 0, z)))

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = np.where(y.real > 0, self.scale, y + self.scale * self.alpha)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = np.where(y.real > 0, 0, y + self.scale * self.alpha)

"""The rectifier that leaks."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array


@frozen()
class LeakyRelu(Function):
    """y = z, times `negative_slope` where z < 0 (Maas et al. 2013)"""

    negative_slope: float = 0.2
    kind: ClassVar[str] = "leaky_relu"

    def value(self, z: Array, out: Array) -> None:
        np.multiply(z, np.where(z.real > 0, 1, self.negative_slope).astype(z.real.dtype), out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = np.where(y.real > 0, 1, self.negative_slope)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = 0

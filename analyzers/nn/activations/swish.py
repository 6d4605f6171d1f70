"""The sigmoid-weighted linear unit."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.types import Array


@frozen()
class Swish(Function):
    """y = z · sigmoid(z), also called SiLU (Ramachandran et al. 2017, arXiv 1710.05941)"""

    kind: ClassVar[str] = "swish"
    from_output: ClassVar[bool] = False
    top_slope: ClassVar[float] = 1.0998

    def value(self, z: Array, out: Array) -> None:
        np.divide(z, 1 + np.exp(-z), out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        s = 1 / (1 + np.exp(-z))
        out[...] = s * (1 + z * (1 - s))

    def bend(self, z: Array, y: Array, out: Array) -> None:
        s = 1 / (1 + np.exp(-z))
        out[...] = s * (1 - s) * (2 + z * (1 - 2 * s))

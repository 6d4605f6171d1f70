"""The rectifier."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activation import Function
from analyzers.nn.calls import clip
from analyzers.nn.memory import aligned
from analyzers.nn.types import Array, Step


@frozen()
class Relu(Function):
    """y = max(0, z); the slope at 0 is 0, as everywhere."""

    kind: ClassVar[str] = "relu"
    dies: ClassVar[bool] = True

    def value(self, z: Array, out: Array) -> None:
        np.multiply(z, z.real > 0, out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = y.real > 0

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = 0

    def bound(self, z: Array, y: Array) -> Sequence[Step]:
        if np.iscomplexobj(z):
            return super().bound(z, y)
        return (clip(z, 0, np.inf, y),)

    def bound_backward(self, z: Array, y: Array, d: Array) -> Sequence[Step]:
        """Read as unsigned whole numbers, y > 0 has the sign 1 and y = 0 the sign 0; d's bits times it need no cast.

        NaN passes d on, as in PyTorch. So would -0, which a sum of products never is.
        """
        if np.iscomplexobj(d):
            return super().bound_backward(z, y, d)
        word = np.dtype(f"u{d.itemsize}")
        bits, open_ = d.view(word), aligned(d.shape, word)
        return partial(np.sign, y.view(word), open_), partial(np.multiply, bits, open_, bits)

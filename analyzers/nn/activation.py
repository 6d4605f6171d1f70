"""What an elementwise activation function is, with its first and second derivatives.

Each is a function y = f(z) with `slope` f'(z) and `bend` f''(z). All three write into `out`, which may be `z` itself
for the value. Where `from_output` holds, f' and f'' need y alone, so y may overwrite z in place.
Complex numbers are accepted everywhere (curvature takes complex steps): only real parts are compared.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.nn.types import Array, Step


class Function:
    """An elementwise function; subclasses are frozen dataclasses of its constants."""

    kind: ClassVar[str]
    from_output: ClassVar[bool] = True
    top_slope: ClassVar[float] = 1.0  # the largest |f'|
    saturates: ClassVar[bool] = False  # f' goes to 0 on both sides
    dies: ClassVar[bool] = False  # f and f' are exactly 0 on one side

    def value(self, z: Array, out: Array) -> None:
        raise NotImplementedError

    def slope(self, z: Array, y: Array, out: Array) -> None:
        raise NotImplementedError

    def bend(self, z: Array, y: Array, out: Array) -> None:
        raise NotImplementedError

    def bound(self, z: Array, y: Array) -> Sequence[Step]:
        """Steps that compute y."""
        return (partial(self.value, z, y),)

    def bound_slope(self, z: Array, y: Array, out: Array) -> Sequence[Step]:
        """Steps that compute f'."""
        return (partial(self.slope, z, y, out),)

    def bound_backward(self, z: Array, y: Array, d: Array) -> Sequence[Step]:
        """Steps that turn dL/dy into dL/dz, in place."""
        slope = np.empty_like(d)
        return *self.bound_slope(z, y, slope), partial(np.multiply, d, slope, d)

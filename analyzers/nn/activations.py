"""Elementwise activation functions with their first and second derivatives.

Each is a function y = f(z) with `slope` f'(z) and `bend` f''(z). All three write into `out`, which may be `z` itself
for the value. Where `from_output` holds, f' and f'' need y alone, so y may overwrite z in place.
Complex numbers are accepted everywhere (curvature takes complex steps): only real parts are compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import pi, sqrt
from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.nn.calls import clip
from analyzers.nn.memory import aligned
from analyzers.nn.types import Array, Framework, Step


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

    def bound_backward(self, z: Array, y: Array, d: Array) -> Sequence[Step]:
        """Steps that turn dL/dy into dL/dz, in place."""
        scratch = np.empty_like(d)
        return partial(self.slope, z, y, scratch), partial(np.multiply, d, scratch, d)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Sigmoid(Function):
    """y = 1 / (1 + e^-z)"""

    kind: ClassVar[str] = "sigmoid"
    saturates: ClassVar[bool] = True
    top_slope: ClassVar[float] = 0.25

    def value(self, z: Array, out: Array) -> None:
        np.negative(z, out=out)
        np.exp(out, out=out)
        np.add(out, 1, out=out)
        np.reciprocal(out, out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        np.subtract(1, y, out=out)
        np.multiply(out, y, out=out)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = y * (1 - y) * (1 - 2 * y)


@dataclass(frozen=True)
class Tanh(Function):
    """y = tanh z"""

    kind: ClassVar[str] = "tanh"
    saturates: ClassVar[bool] = True

    def value(self, z: Array, out: Array) -> None:
        np.tanh(z, out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        np.multiply(y, y, out=out)
        np.subtract(1, out, out=out)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = -2 * y * (1 - y * y)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Gelu(Function):
    """y = z Φ(z), Φ the standard normal distribution (Hendrycks & Gimpel 2016, arXiv 1606.08415); no approximation"""

    kind: ClassVar[str] = "gelu"
    from_output: ClassVar[bool] = False
    top_slope: ClassVar[float] = 1.1289

    def value(self, z: Array, out: Array) -> None:
        np.multiply(z, _normal_distribution(z), out=out)

    def slope(self, z: Array, y: Array, out: Array) -> None:
        out[...] = _normal_distribution(z) + z * _normal_density(z)

    def bend(self, z: Array, y: Array, out: Array) -> None:
        out[...] = (2 - z * z) * _normal_density(z)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


def _normal_distribution(z: Array) -> Array:
    from scipy.special import erf  # a fifth of a second and 20 MB that only GELU needs

    return np.asarray(0.5 * (1 + erf(z / sqrt(2.0)))).astype(z.dtype)


def _normal_density(z: Array) -> Array:
    return np.asarray(np.exp(-0.5 * z * z) / sqrt(2.0 * pi))


FUNCTIONS: Mapping[str, type[Function]] = {
    each.kind: each for each in (Linear, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Selu, Gelu, Swish, Softplus)
}
SOFTMAX = "softmax"  # not elementwise: a layer of its own


def function(kind: str, framework: Framework, negative_slope: float | None = None, alpha: float = 1.0) -> Function:
    """An activation function by name. A leaky ReLU's slope is 0.2 in Keras and 0.01 in PyTorch unless given."""
    if kind == "leaky_relu":
        usual = 0.2 if framework == "keras" else 0.01
        return LeakyRelu(usual if negative_slope is None else negative_slope)
    if kind == "elu":
        return Elu(alpha)
    if kind not in FUNCTIONS:
        raise SpecError(f"there is no activation {kind!r};", f"use one of {', '.join([*FUNCTIONS, SOFTMAX])}")
    return FUNCTIONS[kind]()

"""How weights start. One generator in, one array of float64 out; the network casts it.

Fans are the numbers of inputs and outputs of one unit, the receptive field counted in. Sources: Glorot & Bengio 2010
(AISTATS 9), He et al. 2015 (arXiv 1502.01852), LeCun et al. 1998 ("Efficient BackProp"), Saxe et al. 2013
(arXiv 1312.6120). As in Keras, the "normal" members of the scaled families draw from a normal distribution cut off
at two standard deviations and widened so that its deviation is the stated one.
"""

from collections.abc import Mapping
from math import sqrt
from typing import ClassVar, Protocol

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.types import Array, Generator, Shape

TRUNCATED_DEVIATION = 0.87962566103423978  # of a standard normal cut off at ±2


@frozen()
class Fans:
    inputs: int
    outputs: int


class Initializer(Protocol):
    kind: ClassVar[str]

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        """An array of `shape`."""


@frozen()
class Zeros:
    kind: ClassVar[str] = "zeros"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return np.zeros(shape)


@frozen()
class Constant:
    value: float = 0.0
    kind: ClassVar[str] = "constant"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return np.full(shape, float(self.value))


@frozen()
class Normal:
    stddev: float = 0.05
    mean: float = 0.0
    kind: ClassVar[str] = "normal"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return self.mean + self.stddev * rng.standard_normal(shape)


@frozen()
class Uniform:
    """Between -scale and +scale."""

    scale: float = 0.05
    kind: ClassVar[str] = "uniform"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return rng.uniform(-self.scale, self.scale, shape)


@frozen()
class GlorotUniform:
    """Variance 2 / (inputs + outputs)."""

    kind: ClassVar[str] = "glorot_uniform"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _uniform(rng, shape, 2.0 / (fans.inputs + fans.outputs))


@frozen()
class GlorotNormal:
    """Variance 2 / (inputs + outputs)."""

    kind: ClassVar[str] = "glorot_normal"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _truncated_normal(rng, shape, 2.0 / (fans.inputs + fans.outputs))


@frozen()
class HeUniform:
    """Variance 2 / inputs."""

    kind: ClassVar[str] = "he_uniform"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _uniform(rng, shape, 2.0 / fans.inputs)


@frozen()
class HeNormal:
    """Variance 2 / inputs."""

    kind: ClassVar[str] = "he_normal"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _truncated_normal(rng, shape, 2.0 / fans.inputs)


@frozen()
class LecunUniform:
    """Variance 1 / inputs."""

    kind: ClassVar[str] = "lecun_uniform"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _uniform(rng, shape, 1.0 / fans.inputs)


@frozen()
class LecunNormal:
    """Variance 1 / inputs."""

    kind: ClassVar[str] = "lecun_normal"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _truncated_normal(rng, shape, 1.0 / fans.inputs)


@frozen()
class FanInUniform:
    """Between ±1/√inputs: what PyTorch gives the weights and biases of its linear and convolutional layers."""

    kind: ClassVar[str] = "fan_in_uniform"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        return _uniform(rng, shape, 1.0 / (3.0 * fans.inputs))


@frozen()
class Orthogonal:
    """Orthonormal columns (or rows, where there are fewer), times `gain`; Saxe et al. 2013."""

    gain: float = 1.0
    kind: ClassVar[str] = "orthogonal"

    def draw(self, rng: Generator, shape: Shape, fans: Fans) -> Array:
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        q = q * np.sign(np.diagonal(r))
        return np.asarray(self.gain * (q if rows >= columns else q.T)).reshape(shape)


def _uniform(rng: Generator, shape: Shape, variance: float) -> Array:
    limit = sqrt(3.0 * variance)
    return rng.uniform(-limit, limit, shape)


def _truncated_normal(rng: Generator, shape: Shape, variance: float) -> Array:
    values = rng.standard_normal(shape)
    while np.any(outside := np.abs(values) > 2.0):
        values[outside] = rng.standard_normal(int(outside.sum()))
    return np.asarray(values * (sqrt(variance) / TRUNCATED_DEVIATION))


INITIALIZERS: Mapping[str, type[Initializer]] = {
    each.kind: each
    for each in (
        Zeros,
        Constant,
        Normal,
        Uniform,
        GlorotUniform,
        GlorotNormal,
        HeUniform,
        HeNormal,
        LecunUniform,
        LecunNormal,
        FanInUniform,
        Orthogonal,
    )
}


def initializer(of: "str | Initializer") -> Initializer:
    """An initializer by its name, with its usual numbers; an initializer stays what it is."""
    if not isinstance(of, str):
        return of
    if of not in INITIALIZERS:
        raise SpecError(f"there is no initializer {of!r};", f"use one of {', '.join(INITIALIZERS)}")
    return INITIALIZERS[of]()

"""Adadelta."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer, mean_square, root
from analyzers.nn.types import Array, Framework, Step


@frozen()
class Adadelta(Optimizer):
    """v ← rho v + (1 - rho) g²;  d = g √(u + epsilon) / √(v + epsilon);  u ← rho u + (1 - rho) d²;  p ← p - rate · d

    (Zeiler 2012, arXiv 1212.5701.) rho and epsilon are 0.95 and 1e-7 in Keras, 0.9 and 1e-6 in PyTorch.
    """

    rho: float | None = None
    epsilon: float | None = None
    kind: ClassVar[str] = "adadelta"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6},
    }

    @property
    def slots(self) -> int:
        return 2

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        return rate, h["rho"], 1 - h["rho"], h["epsilon"]

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        rate, rho, rest, epsilon = c
        p, g, s, d, (v, u) = on.p, on.g, on.s, on.r, on.slots
        return (
            *mean_square(v, g, rho, rest, s),
            *root(u, epsilon, d, inside=True),
            *root(v, epsilon, s, inside=True),
            partial(np.multiply, g, d, d),
            partial(np.divide, d, s, d),
            *mean_square(u, d, rho, rest, s),
            partial(np.multiply, d, rate, d),
            partial(np.subtract, p, d, p),
        )

"""Adadelta."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """v ← rho v + (1 - rho) g²;  d = g √(u + epsilon) / √(v + epsilon);  u ← rho u + (1 - rho) d²;  p ← p - rate · d

    (Zeiler 2012, arXiv 1212.5701.) rho and epsilon are 0.95 and 1e-7 in Keras, 0.9 and 1e-6 in PyTorch.
    """

    learning_rate: float | None = None
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
        rho = h["rho"] + 0 * rate
        return rate, rho, 1 - rho, h["epsilon"] + 0 * rate

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        rate, rho, rest, epsilon = c
        v, u = state
        s, r = scratch
        self._average(v, g, rho, rest, s)
        np.sqrt(np.add(v, epsilon, out=s), out=s)
        np.sqrt(np.add(u, epsilon, out=r), out=r)
        step = np.divide(np.multiply(g, r, out=r), s, out=r)
        self._average(u, step, rho, rest, s)
        np.subtract(p, np.multiply(step, rate, out=step), out=p)

    @staticmethod
    def _average(of: Array, x: Array, rho: Array, rest: Array, s: Array) -> None:
        np.multiply(of, rho, out=of)
        np.add(of, np.multiply(np.multiply(x, x, out=s), rest, out=s), out=of)

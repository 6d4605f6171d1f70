"""RMSprop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class RmsProp(Optimizer):
    """v ← rho v + (1 - rho) g²;  p ← p - rate · g / √(v + epsilon)   (Tieleman & Hinton 2012)

    PyTorch adds epsilon to √v instead. With momentum, b ← momentum · b + step, p ← p - b, where PyTorch multiplies
    with the rate after, Keras before. rho is 0.9 in Keras; in PyTorch, where it is called alpha, 0.99.
    """

    learning_rate: float | None = None
    rho: float | None = None
    momentum: float = 0.0
    epsilon: float | None = None
    kind: ClassVar[str] = "rmsprop"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8},
    }

    @property
    def slots(self) -> int:
        return 2 if self.momentum else 1

    @property
    def form(self) -> tuple[object, ...]:
        return (type(self), self.momentum > 0)

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        one = 0 * rate
        rho = h["rho"] + one
        return rate, rho, 1 - rho, h["epsilon"] + one, h["momentum"] + one

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        rate, rho, rest, epsilon, momentum = c
        v, s = state[0], scratch[0]
        np.multiply(v, rho, out=v)
        np.multiply(np.multiply(g, g, out=s), rest, out=s)
        np.add(v, s, out=v)
        if framework == "keras":
            np.sqrt(np.add(v, epsilon, out=s), out=s)
            np.multiply(g, rate, out=g)
        else:
            np.add(np.sqrt(v, out=s), epsilon, out=s)
        step = np.divide(g, s, out=s)
        if self.momentum:
            b = state[1]
            np.add(np.multiply(b, momentum, out=b), step, out=b)
            np.copyto(step, b)
        if framework == "pytorch":
            np.multiply(step, rate, out=step)
        np.subtract(p, step, out=p)

"""Adagrad."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """a ← a + g²;  p ← p - rate · g / √(a + epsilon)   (Duchi et al. 2011)

    PyTorch adds epsilon to √a instead. `start` is what a holds at first: 0.1 in Keras, 0 in PyTorch.
    """

    learning_rate: float | None = None
    start: float | None = None
    epsilon: float | None = None
    kind: ClassVar[str] = "adagrad"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.001, "start": 0.1, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.01, "start": 0.0, "epsilon": 1e-10},
    }

    @property
    def slots(self) -> int:
        return 1

    def starts(self, framework: Framework) -> tuple[float, ...]:
        return (float(self.completed(framework).start or 0.0),)

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        return rate, h["epsilon"] + 0 * rate

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        rate, epsilon = c
        a, s = state[0], scratch[0]
        np.add(a, np.multiply(g, g, out=s), out=a)
        if framework == "keras":
            np.sqrt(np.add(a, epsilon, out=s), out=s)
        else:
            np.add(np.sqrt(a, out=s), epsilon, out=s)
        np.divide(np.multiply(g, rate, out=g), s, out=s)
        np.subtract(p, s, out=p)

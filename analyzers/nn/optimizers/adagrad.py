"""Adagrad."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer, root
from analyzers.nn.types import Array, Framework, Step


@frozen()
class Adagrad(Optimizer):
    """a ← a + g²;  p ← p - rate · g / √(a + epsilon)   (Duchi et al. 2011)

    PyTorch adds epsilon to √a instead. `start` is what a holds at first: 0.1 in Keras, 0 in PyTorch.
    """

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
        return rate, h["epsilon"]

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        rate, epsilon = c
        p, g, s, (a,) = on.p, on.g, on.s, on.slots
        return (
            partial(np.multiply, g, g, s),
            partial(np.add, a, s, a),
            *root(a, epsilon, s, inside=framework == "keras"),
            partial(np.multiply, g, rate, g),
            partial(np.divide, g, s, s),
            partial(np.subtract, p, s, p),
        )

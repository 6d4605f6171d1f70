"""RMSprop."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer, mean_square, root
from analyzers.nn.types import Array, Framework, Step


@frozen()
class RmsProp(Optimizer):
    """v ← rho v + (1 - rho) g²;  p ← p - rate · g / √(v + epsilon)   (Tieleman & Hinton 2012)

    PyTorch adds epsilon to √v instead. With momentum, b ← momentum · b + step, p ← p - b, where PyTorch multiplies
    with the rate after, Keras before. rho is 0.9 in Keras; in PyTorch, where it is called alpha, 0.99.
    """

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
        return rate, h["rho"], 1 - h["rho"], h["epsilon"], h["momentum"]

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        rate, rho, rest, epsilon, momentum = c
        p, g, s, v = on.p, on.g, on.s, on.slots[0]
        keras = framework == "keras"
        b = on.slots[1] if self.momentum else s
        return (
            *mean_square(v, g, rho, rest, s),
            *root(v, epsilon, s, inside=keras),
            *([partial(np.multiply, g, rate, g)] if keras else []),
            partial(np.divide, g, s, s),
            *([partial(np.multiply, b, momentum, b), partial(np.add, b, s, b)] if self.momentum else []),
            *([] if keras else [partial(np.multiply, b, rate, s)]),
            partial(np.subtract, p, b if keras else s, p),
        )

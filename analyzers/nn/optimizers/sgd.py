"""Stochastic gradient descent, plain, with heavy ball or with Nesterov's momentum."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer
from analyzers.nn.types import Array, Framework, Step


@frozen()
class Sgd(Optimizer):
    """Keras:    v ← momentum · v - rate · g;  p ← p + v          (nesterov: p + momentum · v - rate · g)
    PyTorch:  v ← momentum · v + g;         p ← p - rate · v   (nesterov: p - rate · (g + momentum · v))

    The two differ once the rate changes (Polyak 1964; Sutskever et al. 2013). weight_decay: as PyTorch's, added to the
    gradient as weight_decay · p; as Keras', p shrinks by rate · weight_decay apart from the step.
    """

    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0
    kind: ClassVar[str] = "sgd"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.01},
        "pytorch": {"learning_rate": 0.001},
    }

    @property
    def slots(self) -> int:
        return 1 if self.momentum else 0

    @property
    def form(self) -> tuple[object, ...]:
        return (type(self), self.momentum > 0, self.nesterov, self.weight_decay > 0)

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        decay = h["weight_decay"] if framework == "pytorch" else 1 - rate * h["weight_decay"]
        return rate, h["momentum"], decay

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        rate, momentum, decay = c
        move = self._plain if not self.momentum else self._keras if framework == "keras" else self._pytorch
        return (
            *(self._shrink(decay, on, framework) if self.weight_decay else ()),
            *move(rate, momentum, on),
        )

    def _shrink(self, decay: Array, on: Block, framework: Framework) -> Sequence[Step]:
        if framework == "keras":
            return (partial(np.multiply, on.p, decay, on.p),)
        return partial(np.multiply, on.p, decay, on.s), partial(np.add, on.g, on.s, on.g)

    def _plain(self, rate: Array, momentum: Array, on: Block) -> Sequence[Step]:
        return partial(np.multiply, on.g, rate, on.s), partial(np.subtract, on.p, on.s, on.p)

    def _keras(self, rate: Array, momentum: Array, on: Block) -> Sequence[Step]:
        """v here is the negative of Keras' own."""
        p, g, s, (v,) = on.p, on.g, on.s, on.slots
        ahead = partial(np.multiply, v, momentum, g), partial(np.add, s, g, s)
        return (
            partial(np.multiply, g, rate, s),
            partial(np.multiply, v, momentum, v),
            partial(np.add, v, s, v),
            *(ahead if self.nesterov else ()),
            partial(np.subtract, p, s if self.nesterov else v, p),
        )

    def _pytorch(self, rate: Array, momentum: Array, on: Block) -> Sequence[Step]:
        p, g, s, (v,) = on.p, on.g, on.s, on.slots
        ahead = partial(np.multiply, v, momentum, s), partial(np.add, g, s, s)
        return (
            partial(np.multiply, v, momentum, v),
            partial(np.add, v, g, v),
            *(ahead if self.nesterov else ()),
            partial(np.multiply, s if self.nesterov else v, rate, s),
            partial(np.subtract, p, s, p),
        )

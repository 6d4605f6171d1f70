"""Stochastic gradient descent, plain, with heavy ball or with Nesterov's momentum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class Sgd(Optimizer):
    """Keras:    v ← momentum · v - rate · g;  p ← p + v          (nesterov: p + momentum · v - rate · g)
    PyTorch:  v ← momentum · v + g;         p ← p - rate · v   (nesterov: p - rate · (g + momentum · v))

    The two differ once the rate changes (Polyak 1964; Sutskever et al. 2013). weight_decay: as PyTorch's, added to the
    gradient as weight_decay · p; as Keras', p shrinks by rate · weight_decay apart from the step.
    """

    learning_rate: float | None = None
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
        return rate, h["momentum"] + 0 * rate, decay + 0 * rate

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        rate, momentum, decay = c
        step = scratch[0]
        if self.weight_decay and framework == "keras":
            np.multiply(p, decay, out=p)
        elif self.weight_decay:
            np.add(g, np.multiply(p, decay, out=step), out=g)
        if not self.momentum:
            np.multiply(g, rate, out=step)
        elif framework == "keras":
            self._keras(rate, momentum, g, state[0], step)
        else:
            self._pytorch(rate, momentum, g, state[0], step)
        np.subtract(p, step, out=p)

    def _keras(self, rate: Array, momentum: Array, g: Array, v: Array, step: Array) -> None:
        """v here is the negative of Keras' own."""
        np.multiply(g, rate, out=step)
        np.multiply(v, momentum, out=v)
        np.add(v, step, out=v)
        if self.nesterov:
            np.add(step, np.multiply(v, momentum, out=g), out=step)
        else:
            np.copyto(step, v)

    def _pytorch(self, rate: Array, momentum: Array, g: Array, v: Array, step: Array) -> None:
        np.multiply(v, momentum, out=v)
        np.add(v, g, out=v)
        if self.nesterov:
            np.add(g, np.multiply(v, momentum, out=step), out=step)
            np.multiply(step, rate, out=step)
        else:
            np.multiply(v, rate, out=step)

"""Adam with Nesterov's momentum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class Nadam(Optimizer):
    """p ← p - rate · (μ' m / (1 - Π μ μ') + (1 - μ) g / (1 - Π μ)) / (√v̂ + epsilon)   (Dozat 2016)

    m, v and v̂ as Adam's; μ is the momentum at this step, μ' at the next, Π over all steps so far:
    μ_t = β1 (1 - 0.96^(decay · t) / 2), with decay 1 in Keras and 0.004 in PyTorch.
    """

    learning_rate: float | None = None
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float | None = None
    decay: float | None = None
    kind: ClassVar[str] = "nadam"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.001, "epsilon": 1e-7, "decay": 1.0},
        "pytorch": {"learning_rate": 0.002, "epsilon": 1e-8, "decay": 4e-3},
    }

    @property
    def slots(self) -> int:
        return 2

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        every = np.arange(1, int(t[-1, 0]) + 2)[:, None]
        mu = h["beta_1"] * (1 - 0.5 * 0.96 ** (h["decay"] * every))
        products = np.cumprod(mu, axis=0)
        now = t[:, 0].astype(np.int64) - 1
        scale = np.sqrt(1 - h["beta_2"] ** t)
        from_m = rate * scale * mu[now + 1] / (1 - products[now + 1])
        from_g = rate * scale * (1 - mu[now]) / (1 - products[now])
        one = 0 * rate
        return from_m, from_g, h["epsilon"] * scale, h["beta_1"] + one, h["beta_2"] + one

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        from_m, from_g, epsilon, beta_1, beta_2 = c
        m, v = state
        s, r = scratch
        np.multiply(m, beta_1, out=m)
        np.add(m, np.multiply(g, 1 - beta_1, out=s), out=m)
        np.multiply(v, beta_2, out=v)
        np.multiply(np.multiply(g, g, out=s), 1 - beta_2, out=s)
        np.add(v, s, out=v)
        np.add(np.multiply(m, from_m, out=r), np.multiply(g, from_g, out=s), out=r)
        np.add(np.sqrt(v, out=s), epsilon, out=s)
        np.subtract(p, np.divide(r, s, out=r), out=p)

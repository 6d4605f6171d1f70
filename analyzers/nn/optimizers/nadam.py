"""Adam with Nesterov's momentum."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer, mean_square, root
from analyzers.nn.types import Array, Framework, Step


@frozen()
class Nadam(Optimizer):
    """p ← p - rate · (μ' m / (1 - Π μ μ') + (1 - μ) g / (1 - Π μ)) / (√v̂ + epsilon)   (Dozat 2016)

    m, v and v̂ as Adam's; μ is the momentum at this step, μ' at the next, Π over all steps so far:
    μ_t = β1 (1 - 0.96^(decay · t) / 2), with decay 1 in Keras and 0.004 in PyTorch.
    """

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
        betas = h["beta_1"], 1 - h["beta_1"], h["beta_2"], 1 - h["beta_2"]
        return from_m, from_g, h["epsilon"] * scale, *betas

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        from_m, from_g, epsilon, beta_1, rest_1, beta_2, rest_2 = c
        p, g, s, r, (m, v) = on.p, on.g, on.s, on.r, on.slots
        return (
            partial(np.multiply, m, beta_1, m),
            partial(np.multiply, g, rest_1, s),
            partial(np.add, m, s, m),
            *mean_square(v, g, beta_2, rest_2, s),
            partial(np.multiply, m, from_m, r),
            partial(np.multiply, g, from_g, s),
            partial(np.add, r, s, r),
            *root(v, epsilon, s, inside=False),
            partial(np.divide, r, s, r),
            partial(np.subtract, p, r, p),
        )

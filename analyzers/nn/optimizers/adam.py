"""Adam and its variant with a non-decreasing second moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.optimizer import Columns, Optimizer
from analyzers.nn.types import Array, Framework


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β1 m + (1 - β1) g;  v ← β2 v + (1 - β2) g²;  p ← p - rate · m̂ / (√v̂ + epsilon)   (Kingma & Ba 2014)

    m̂ = m / (1 - β1^t), v̂ = v / (1 - β2^t). Keras adds epsilon to √v before the correction of v, PyTorch after it.
    amsgrad: v is replaced by the largest v so far (Reddi et al. 2018).
    Kept here without the factors (1 - β): m and v are sums, and the factors go into the two coefficients of the step.
    """

    learning_rate: float | None = None
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float | None = None
    amsgrad: bool = False
    kind: ClassVar[str] = "adam"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {"learning_rate": 0.001, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.001, "epsilon": 1e-8},
    }

    @property
    def slots(self) -> int:
        return 3 if self.amsgrad else 2

    @property
    def form(self) -> tuple[object, ...]:
        return (type(self), self.amsgrad)

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        correct_1, correct_2 = 1 - h["beta_1"] ** t, 1 - h["beta_2"] ** t
        sum_of_v = np.sqrt(1 - h["beta_2"])  # √v of the sums times this is √v
        step = rate * (1 - h["beta_1"]) / correct_1 * np.sqrt(correct_2) / sum_of_v
        epsilon = h["epsilon"] / sum_of_v * (np.sqrt(correct_2) if framework == "pytorch" else 1.0)
        return step, epsilon + 0 * rate, h["beta_1"] + 0 * rate, h["beta_2"] + 0 * rate

    def update(
        self,
        c: Sequence[Array],
        p: Array,
        g: Array,
        state: Sequence[Array],
        scratch: tuple[Array, Array],
        framework: Framework,
    ) -> None:
        rate, epsilon, beta_1, beta_2 = c[:4]
        m, v = state[:2]
        s, _ = scratch
        np.multiply(m, beta_1, out=m)
        np.add(m, g, out=m)
        np.multiply(v, beta_2, out=v)
        np.add(v, np.multiply(g, g, out=s), out=v)
        if self.amsgrad:
            v = np.maximum(state[2], v, out=state[2])
        np.sqrt(v, out=s)
        np.add(s, epsilon, out=s)
        np.divide(m, s, out=s)
        np.multiply(s, rate, out=s)
        np.subtract(p, s, out=p)

"""Adam and its variant with a non-decreasing second moment."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns, Optimizer
from analyzers.nn.types import Array, Framework, Step


@frozen()
class Adam(Optimizer):
    """m ← β1 m + (1 - β1) g;  v ← β2 v + (1 - β2) g²;  p ← p - rate · m̂ / (√v̂ + epsilon)   (Kingma & Ba 2014)

    m̂ = m / (1 - β1^t), v̂ = v / (1 - β2^t). Keras adds epsilon to √v before the correction of v, PyTorch after it.
    amsgrad: v is replaced by the largest v so far (Reddi et al. 2018).
    Kept here without the factors (1 - β): m and v are sums, and the factors go into the two coefficients of the step.
    """

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
        return step, epsilon, h["beta_1"], h["beta_2"]

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        rate, epsilon, beta_1, beta_2 = c[:4]
        p, g, s, (m, v) = on.p, on.g, on.s, on.slots[:2]
        largest = on.slots[2] if self.amsgrad else v
        return (
            partial(np.multiply, m, beta_1, m),
            partial(np.add, m, g, m),
            partial(np.multiply, v, beta_2, v),
            partial(np.multiply, g, g, s),
            partial(np.add, v, s, v),
            *([partial(np.maximum, largest, v, out=largest)] if self.amsgrad else []),
            partial(np.sqrt, largest, s),
            partial(np.add, s, epsilon, s),
            partial(np.divide, m, s, s),
            partial(np.multiply, s, rate, s),
            partial(np.subtract, p, s, p),
        )

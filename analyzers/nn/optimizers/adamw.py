"""Adam with weight decay apart from the gradient."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.optimizer import Block, Columns
from analyzers.nn.optimizers.adam import Adam
from analyzers.nn.types import Array, Framework, Step


@frozen()
class AdamW(Adam):
    """p ← p - rate · weight_decay · p, then a step of Adam (Loshchilov & Hutter 2017, arXiv 1711.05101)."""

    weight_decay: float | None = None
    kind: ClassVar[str] = "adamw"
    usual: ClassVar[Mapping[Framework, Mapping[str, float]]] = {
        "keras": {**Adam.usual["keras"], "weight_decay": 0.004},
        "pytorch": {**Adam.usual["pytorch"], "weight_decay": 0.01},
    }

    def coefficients(self, h: Columns, t: Array, rate: Array, framework: Framework) -> tuple[Array, ...]:
        return *super().coefficients(h, t, rate, framework), 1 - rate * h["weight_decay"]

    def bind(self, c: Sequence[Array], on: Block, framework: Framework) -> Sequence[Step]:
        return partial(np.multiply, on.p, c[4], on.p), *super().bind(c, on, framework)

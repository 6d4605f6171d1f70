"""Cross-entropy of one class among many."""

from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.calls import run
from analyzers.nn.logits import of_logits
from analyzers.nn.loss import Comparison, Loss, clipped
from analyzers.nn.types import Array


@frozen()
class CategoricalCrossentropy(Loss):
    """-Σ t ln p, with p = y / Σ y, or softmax(y) from logits; targets are shares of the classes, mostly 0 and 1"""

    from_logits: bool = False
    kind: ClassVar[str] = "categorical_crossentropy"
    classifies: ClassVar[bool] = True

    def encode(self, targets: Array, outputs: int) -> Array:
        if outputs < 2:
            raise SpecError(
                f"{self.kind} needs an output for each class, but the last layer has {outputs};",
                "give it as many units as there are classes, or take binary_crossentropy",
            )
        return self._shares(targets, outputs)

    def _shares(self, targets: Array, outputs: int) -> Array:
        return super().encode(targets, outputs)

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        if not self.from_logits:
            return self._from_probabilities(y, t, d)
        losses: Array = np.empty_like(y[0])
        bound = self.bind(y, t, d, losses)
        run(bound.steps)
        if not np.isfinite(losses).all():
            run(bound.again)
        return losses

    def bind(self, y: Array, t: Array, d: Array, losses: Array) -> Comparison:
        return of_logits(y, t, d, losses) if self.from_logits else super().bind(y, t, d, losses)

    def tangent(self, y: Array, t: Array, direction: Array) -> Array:
        """From logits, with p = softmax(y) and Σt = 1:  p (direction - Σ p direction)."""
        if not self.from_logits:
            return super().tangent(y, t, direction)
        p = np.exp(y - np.maximum.reduce(y, axis=0, keepdims=True))
        p /= np.add.reduce(p, axis=0, keepdims=True)
        along = np.multiply(p, direction)
        return np.asarray(along - np.multiply(p, np.add.reduce(along, axis=0, keepdims=True)))

    def _from_probabilities(self, y: Array, t: Array, d: Array) -> Array:
        """With q = y / Σy:  dL/dy_i = (Σ_j t_j [q_j inside] - t_i/q_i [q_i inside]) / Σy."""
        total = np.add.reduce(y, axis=0, keepdims=True)
        q, inside = clipped(y / total)
        own = np.where(inside, t, 0)
        d[...] = (np.add.reduce(own, axis=0, keepdims=True) - own / q) / total
        return np.asarray(-np.add.reduce(t * np.log(q), axis=0))

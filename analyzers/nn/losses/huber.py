"""Huber's loss: squares near the target, absolute values far off."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.loss import Loss, mean_of_outputs
from analyzers.nn.types import Array


@frozen()
class Huber(Loss):
    """e²/2 where |e| ≤ delta, else delta |e| - delta²/2, with e = y - t (Huber 1964)"""

    delta: float = 1.0
    kind: ClassVar[str] = "huber"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        e = y - t
        size = np.where(e.real < 0, -e, e)
        near = size.real <= self.delta
        d[...] = np.where(near, e, self.delta * np.sign(e.real)) / len(d)
        return mean_of_outputs(np.where(near, 0.5 * e * e, self.delta * (size - 0.5 * self.delta)))

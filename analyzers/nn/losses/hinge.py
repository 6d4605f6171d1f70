"""The hinge of support vector machines."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.loss import Loss, mean_of_outputs
from analyzers.nn.types import Array


@frozen()
class Hinge(Loss):
    """mean over the outputs of max(0, 1 - t y), t in {-1, 1}; targets 0 and 1 are read as -1 and 1, as in Keras"""

    kind: ClassVar[str] = "hinge"
    classifies: ClassVar[bool] = True

    def encode(self, targets: Array, outputs: int) -> Array:
        columns = super().encode(targets, outputs)
        return 2 * columns - 1 if set(np.unique(columns)) <= {0, 1} else columns

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        margin = 1 - t * y
        inside = margin.real > 0
        d[...] = np.where(inside, -t, 0) / len(d)
        return mean_of_outputs(np.where(inside, margin, 0))

    def hits(self, y: Array, t: Array) -> Array:
        return np.asarray(((y > 0) == (t > 0)).all(axis=0))

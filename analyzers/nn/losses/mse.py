"""Mean squared error."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.loss import Loss, mean_of_outputs
from analyzers.nn.types import Array


@frozen()
class Mse(Loss):
    """mean over the outputs of (y - t)²"""

    kind: ClassVar[str] = "mse"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        np.subtract(y, t, out=d)
        losses = mean_of_outputs(d * d)
        np.multiply(d, d.real.dtype.type(2 / len(d)), out=d)
        return losses

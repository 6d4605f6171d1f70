"""Mean absolute error."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.loss import Loss, mean_of_outputs
from analyzers.nn.types import Array


@frozen()
class Mae(Loss):
    """mean over the outputs of |y - t|"""

    kind: ClassVar[str] = "mae"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        difference = y - t
        d[...] = np.sign(difference.real) / len(d)
        return mean_of_outputs(np.where(difference.real < 0, -difference, difference))

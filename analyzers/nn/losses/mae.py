"""Mean absolute error."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analyzers.nn.loss import Loss, mean_of_outputs
from analyzers.nn.types import Array


@dataclass(frozen=True)
class Mae(Loss):
    """mean over the outputs of |y - t|"""

    kind: ClassVar[str] = "mae"

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        difference = y - t
        d[...] = np.sign(difference.real) / len(d)
        return mean_of_outputs(np.where(difference.real < 0, -difference, difference))

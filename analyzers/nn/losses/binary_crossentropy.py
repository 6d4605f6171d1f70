"""Cross-entropy of yes and no."""

from typing import ClassVar

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.loss import Loss, clipped, mean_of_outputs
from analyzers.nn.types import Array


@frozen()
class BinaryCrossentropy(Loss):
    """mean over the outputs of -t ln p - (1 - t) ln(1 - p), p = y, or sigmoid(y) from logits"""

    from_logits: bool = False
    kind: ClassVar[str] = "binary_crossentropy"
    classifies: ClassVar[bool] = True

    def compare(self, y: Array, t: Array, d: Array) -> Array:
        share = d.real.dtype.type(1 / len(d))
        if self.from_logits:
            decay = np.exp(np.where(y.real > 0, -y, y))
            d[...] = (np.where(y.real > 0, 1, decay) / (1 + decay) - t) * share
            return mean_of_outputs(np.where(y.real > 0, y, 0) - y * t + np.log1p(decay))
        p, inside = clipped(y)
        d[...] = np.where(inside, (p - t) / (p * (1 - p)), 0) * share
        return mean_of_outputs(-t * np.log(p) - (1 - t) * np.log(1 - p))

    def hits(self, y: Array, t: Array) -> Array:
        return np.asarray(((y > (0 if self.from_logits else 0.5)) == (t > 0.5)).all(axis=0))

    def _other(self, outputs: int) -> str:
        return f", or take categorical_crossentropy for {outputs} classes" if outputs > 1 else ""

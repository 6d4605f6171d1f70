"""Cross-entropy whose targets are class numbers."""

from typing import ClassVar

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.losses.categorical_crossentropy import CategoricalCrossentropy
from analyzers.nn.types import Array


@frozen()
class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """Categorical cross-entropy whose targets are class numbers 0, 1, 2, …"""

    kind: ClassVar[str] = "sparse_categorical_crossentropy"
    numbered: ClassVar[bool] = True

    def _shares(self, targets: Array, outputs: int) -> Array:
        numbers = targets.reshape(-1)
        if len(numbers) != len(targets) or np.any(numbers != np.floor(numbers)):
            raise SpecError(f"{self.kind} takes one class number for each example;", "or take categorical_crossentropy")
        if numbers.min(initial=0) < 0 or numbers.max(initial=0) >= outputs:
            raise SpecError(
                f"class numbers run from {numbers.min():g} to {numbers.max():g}, but there are {outputs} outputs;",
                f"number the classes from 0 and give the last layer {int(numbers.max()) + 1} units or more",
            )
        return np.asarray(numbers[None, :] == np.arange(outputs)[:, None])

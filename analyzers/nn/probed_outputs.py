"""What layers give: how large their values are, and how many of their units say nothing any more.

activation_mean, activation_std: over all units and examples
saturated_share: units whose |slope| is below 5 % of its maximum (sigmoid, tanh; Glorot & Bengio 2010)
dead_share:      rectified units that were 0 on every example looked at in the epoch (Lu et al. 2019, arXiv 1903.06733)
"""

from collections.abc import Sequence
from itertools import compress

import numpy as np

from analyzers.nn.output_sums import OutputSums
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step

QUANTITIES = "activation_mean", "activation_std", "saturated_share", "dead_share"


class ProbedOutputs:
    """The outputs of these stages of a plan. A look adds and squares them, layer by layer."""

    def __init__(self, plan: Plan, stages: Sequence[int]) -> None:
        self._layers = [OutputSums(plan, stage) for stage in stages]
        self._asked = np.array([[layer.has(quantity) for quantity in QUANTITIES] for layer in self._layers])
        keys = [f"layer/{layer.name}/{quantity}" for layer in self._layers for quantity in QUANTITIES]
        self.keys = list(compress(keys, self._asked.flat))
        self.rows = len(stages)
        units = [layer.of_examples.shape[-1] for layer in self._layers]
        self._starts = np.cumsum([0, *units[:-1]])
        self._units = np.empty((len(plan.parameters), sum(units)), plan.parameters.dtype)
        self._places = [self._units[:, start : start + count] for start, count in zip(self._starts, units, strict=True)]
        self._saturated = np.zeros((len(stages), len(plan.parameters)))  # values, over the looks
        self._sizes, self._counts, self._rims = (
            np.array(numbers)[:, None, None]
            for numbers in (
                units,
                [layer.of_examples[0].size for layer in self._layers],  # values in a look
                [layer.rim for layer in self._layers],
            )
        )

    def steps(self, into: Array) -> list[Step]:
        """Those of a look; into: (rows, K)."""
        places = zip(self._layers, into, self._saturated, strict=True)
        return [step for layer, squares, saturated in places for step in layer.steps(squares, saturated)]

    def reset(self) -> None:
        self._saturated.fill(0)
        for layer in self._layers:
            layer.sums.fill(0)

    def taken(self) -> tuple[Array, Array]:
        """The sums of each unit, (K, units of all layers), and how many values were saturated, (rows, K)."""
        for layer, place in zip(self._layers, self._places, strict=True):
            np.add.reduce(layer.of_examples, axis=layer.over_examples, out=place)
        return self._units.copy(), self._saturated.copy()

    def means(self, looks: Array, units: Array, saturated: Array) -> Array:
        """(keys, K, epochs). looks: (rows, K, epochs, looks), what the steps have left; the others epoch by epoch."""
        counts = looks.shape[-1] * self._counts
        means = self._by_layer(units.astype(np.float64)) / counts
        squares = np.add.reduce(looks, axis=-1) - looks.shape[-1] * self._rims
        deviations = np.sqrt(np.maximum(squares / counts - means * means, 0))
        found = means, deviations, saturated.transpose(1, 2, 0) / counts, self._by_layer(units == 0) / self._sizes
        return np.asarray(np.stack(found, axis=1)[self._asked])

    def _by_layer(self, units: Array) -> Array:
        """(rows, K, epochs): sums over the units of each layer, given (epochs, K, units)."""
        return np.add.reduceat(units, self._starts, axis=2, dtype=np.float64).transpose(2, 1, 0)

"""What layers give: how large their values are, and how many of their units say nothing any more.

activation_mean, activation_std: over all units and examples
saturated_share: units whose |slope| is below 5 % of its maximum (sigmoid, tanh; Glorot & Bengio 2010)
dead_share:      rectified units that were 0 on every example looked at in the epoch (Lu et al. 2019, arXiv 1903.06733)
"""

from collections.abc import Sequence
from itertools import accumulate, compress, pairwise

import numpy as np

from analyzers.nn.output_sums import OutputSums
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step

QUANTITIES = "activation_mean", "activation_std", "saturated_share", "dead_share"


class ProbedOutputs:
    """The outputs of these stages of a plan. A look adds and squares them, layer by layer.

    epochs: how many are taken at most before their means are asked for
    """

    def __init__(self, plan: Plan, stages: Sequence[int], epochs: int) -> None:
        self._layers = [OutputSums(plan, stage) for stage in stages]
        self._asked = np.array([[layer.has(quantity) for quantity in QUANTITIES] for layer in self._layers])
        keys = [f"layer/{layer.name}/{quantity}" for layer in self._layers for quantity in QUANTITIES]
        self.keys = list(compress(keys, self._asked.flat))
        self.rows = len(stages)
        units = [layer.of_examples.shape[-1] for layer in self._layers]
        bounds = [0, *accumulate(units)]
        self._starts = bounds[:-1]
        self._units = np.empty((epochs, len(plan.parameters), bounds[-1]), plan.parameters.dtype)  # the sums of each
        self._places = [self._units[:, :, start:end] for start, end in pairwise(bounds)]
        self._saturated = np.empty((epochs, len(stages), len(plan.parameters)))  # values, over the looks
        self._counting = np.zeros(self._saturated.shape[1:])
        values = [layer.of_examples[0].size for layer in self._layers]  # in a look
        rims = [layer.rim for layer in self._layers]
        self._sizes, self._values, self._rims = np.array([units, values, rims])[..., None, None]

    def steps(self, into: Array) -> list[Step]:
        """Those of a look; into: (rows, K)."""
        places = zip(self._layers, into, self._counting, strict=True)
        return [step for layer, squares, saturated in places for step in layer.steps(squares, saturated)]

    def reset(self) -> None:
        self._counting.fill(0)
        for layer in self._layers:
            layer.sums.fill(0)

    def take(self, epoch: int) -> None:
        """Ends an epoch, the number of which is counted from the last that `means` were asked for."""
        for layer, place in zip(self._layers, self._places, strict=True):
            np.add.reduce(layer.of_examples, axis=layer.over_examples, out=place[epoch])
        self._saturated[epoch] = self._counting

    def means(self, looks: Array) -> Array:
        """(keys, K, epochs), of those taken. looks: (rows, K, epochs, looks), what the steps have left."""
        units, saturated = self._units[: looks.shape[2]], self._saturated[: looks.shape[2]]
        counts = looks.shape[-1] * self._values
        means = self._by_layer(units.astype(np.float64)) / counts
        squares = np.add.reduce(looks, axis=-1) - looks.shape[-1] * self._rims
        deviations = np.sqrt(np.maximum(squares / counts - means * means, 0))
        found = means, deviations, saturated.transpose(1, 2, 0) / counts, self._by_layer(units == 0) / self._sizes
        return np.asarray(np.stack(found, axis=1)[self._asked])

    def _by_layer(self, units: Array) -> Array:
        """(rows, K, epochs): sums over the units of each layer, given (epochs, K, units)."""
        return np.add.reduceat(units, self._starts, axis=2, dtype=np.float64).transpose(2, 1, 0)

"""How large a layer's gradient is, and how far one step moves its weights.

gradient_norm: of the loss by the layer's weights
update_ratio:  ‖change of the weights in one step‖ / ‖weights‖, healthy around 1e-3
"""

from functools import partial
from itertools import pairwise

import numpy as np

from analyzers.nn.calls import copy, inner
from analyzers.nn.memory import aligned
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step


class ProbedWeights:
    """The weights of all layers. A look squares gradients, weights and their change, layer by layer."""

    def __init__(self, plan: Plan) -> None:
        if plan.gradients is None:
            raise ValueError("probes look at gradients, but this plan has none")
        trained = [(stage.name, stage.trained[0].start) for stage in plan.network.stages if stage.trained]
        self.keys = [f"layer/{name}/{each}" for each in ("gradient_norm", "update_ratio") for name, _ in trained]
        self._parameters, self._gradients = plan.parameters, plan.gradients
        self._moved = aligned(plan.parameters.shape, plan.parameters.dtype)  # the weights before, then their change
        bounds = pairwise([*(start for _, start in trained), plan.parameters.shape[1]])
        self._layers = [slice(start, end) for start, end in bounds]
        self.rows = 3 * len(trained)

    def before_update(self, into: Array) -> list[Step]:
        """Steps of a look at fresh gradients; into: (rows, K)."""
        gradients, weights, _ = into.reshape(3, -1, into.shape[1])
        return [
            *self._squares(self._gradients, gradients),
            *self._squares(self._parameters, weights),
            copy(self._parameters, self._moved),
        ]

    def after_update(self, into: Array) -> list[Step]:
        """Those at what came of them."""
        change = into.reshape(3, -1, into.shape[1])[2]
        moving = partial(np.subtract, self._parameters, self._moved, self._moved)
        return [moving, *self._squares(self._moved, change)]

    def means(self, looks: Array) -> Array:
        """(keys, K, epochs). looks: (rows, K, epochs, looks), what the steps have left."""
        norms = np.sqrt(looks.reshape(3, -1, *looks.shape[1:]))
        np.divide(norms[2], norms[1], norms[1])
        means = np.add.reduce(norms[:2], axis=-1) / looks.shape[-1]
        return np.asarray(means.reshape(-1, *looks.shape[1:3]))

    def _squares(self, of: Array, into: Array) -> list[Step]:
        """Each layer's sum of squares, in a row of `into`."""
        return [inner(of[:, layer], of[:, layer], row) for layer, row in zip(self._layers, into, strict=True)]

"""Outputs, loss and accuracy of trained networks on examples they do not learn from."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from analyzers.nn.calls import run
from analyzers.nn.feed import Examples
from analyzers.nn.loss import Loss
from analyzers.nn.network import Network
from analyzers.nn.objective import Objective
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array

BATCH = 256  # rows at a time; large enough for full speed, small enough for the cache


class Evaluation:
    """Loss, and accuracy where asked, of K parameter rows on `examples`; bound once, called after each epoch."""

    def __init__(
        self, network: Network, parameters: Array, statistics: Array, examples: Examples, loss: Loss, accuracy: bool
    ) -> None:
        bounds = list(pairwise([*range(0, len(examples), BATCH), len(examples)]))
        objectives = {
            size: Objective(Plan(network, size, parameters, statistics), examples, loss)
            for size in {stop - start for start, stop in bounds}
        }
        self._batches = [(objectives[stop - start], np.arange(start, stop)[None]) for start, stop in bounds]
        self._count, self._accuracy = len(examples), accuracy

    def __call__(self) -> dict[str, Array]:
        """Each (K,)."""
        loss: Array | float = 0.0
        hits: Array | float = 0.0
        for objective, order in self._batches:
            loss = loss + objective.forward(order) * np.float64(order.shape[1] / self._count)
            if self._accuracy:
                hits = hits + objective.hits()
        found = {"loss": np.asarray(loss)}
        return found | ({"accuracy": np.asarray(hits) / self._count} if self._accuracy else {})


def evaluate(network: Network, weights: Mapping[str, Array], x: Array, y: Array, loss: Loss) -> dict[str, float]:
    """Loss, and accuracy for losses that classify, of one network."""
    parameters, statistics = network.pack(weights)
    examples = Examples(network, loss, x, y)
    with np.errstate(all="ignore"):
        found = Evaluation(network, parameters[None], statistics[None], examples, loss, loss.classifies)()
    return {name: float(value[0]) for name, value in found.items()}


def predict(network: Network, weights: Mapping[str, Array], x: Array) -> Array:
    """(n, *output shape)"""
    parameters, statistics = network.pack(weights)
    plan = Plan(network, len(x), parameters[None], statistics[None])
    np.copyto(plan.input.x[0], x.reshape(len(x), *network.input_shape))
    with np.errstate(all="ignore"):
        run(plan.forward)
    return np.array(plan.output.x[0])

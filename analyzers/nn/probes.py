"""What is looked at inside the network while it trains, every so many steps, for each layer.

A look only adds up and squares, in bound calls; what that says is worked out at the end of the epoch.
"""

from dataclasses import dataclass

import numpy as np

from analyzers.nn.calls import run
from analyzers.nn.layer import at_least
from analyzers.nn.layers import Activation
from analyzers.nn.network import Network
from analyzers.nn.plan import Plan
from analyzers.nn.probed_outputs import ProbedOutputs
from analyzers.nn.probed_weights import ProbedWeights
from analyzers.nn.types import Array


@dataclass(frozen=True)
class Probes:
    """every: steps from one look to the next; an epoch with fewer is looked at once, which weighs the more there."""

    every: int = 15

    def __post_init__(self) -> None:
        at_least(1, every=self.every)


class Observer:
    """Collects the probes of one epoch; their keys are "layer/<layer>/<quantity>"."""

    def __init__(self, plan: Plan) -> None:
        self._weights, self._outputs = ProbedWeights(plan), ProbedOutputs(plan, _observed(plan.network))
        self._found = np.empty((self._weights.rows + self._outputs.rows, len(plan.parameters)), plan.parameters.dtype)
        of_weights, of_outputs = self._found[: self._weights.rows], self._found[self._weights.rows :]
        self._before = (*self._weights.before_update(of_weights), *self._outputs.steps(of_outputs))
        self._after = self._weights.after_update(of_weights)
        self._looks: list[Array] = []

    def reset(self) -> None:
        self._looks.clear()
        self._outputs.reset()

    def before_update(self) -> None:
        """Call with fresh gradients."""
        run(self._before)

    def after_update(self) -> None:
        run(self._after)
        self._looks.append(self._found.copy())

    def epoch(self) -> dict[str, Array]:
        """The means over the looks since `reset`, each (K,).

        A replica's looks lie in one piece, so that their sums have the same bits whoever else there is.
        """
        looks = np.concatenate(self._looks).reshape(-1, *self._found.shape).transpose(1, 2, 0)
        looks = looks.astype(np.float64, order="C")
        return self._weights.means(looks[: self._weights.rows]) | self._outputs.means(looks[self._weights.rows :])


def _observed(network: Network) -> list[int]:
    """The last stage of each layer that has weights or an activation."""
    last = {stage.name: index for index, stage in enumerate(network.stages)}
    wanted = {stage.name for stage in network.stages if stage.trained or isinstance(stage.layer, Activation)}
    return [index for name, index in last.items() if name in wanted]

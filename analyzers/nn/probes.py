"""What is looked at inside the network while it trains, every so many steps, for each layer.

A look only adds up and squares, in bound calls; what that says is worked out for many epochs at once.
"""

from collections.abc import Sequence

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.calls import run
from analyzers.nn.layer import at_least
from analyzers.nn.layers import Activation
from analyzers.nn.network import Network
from analyzers.nn.plan import Plan
from analyzers.nn.probed_outputs import ProbedOutputs
from analyzers.nn.probed_weights import ProbedWeights
from analyzers.nn.types import Array

AT_ONCE = 16  # epochs: calls that have left the caches since the last time start twice as late


@frozen()
class Probes:
    """every: steps from one look to the next; an epoch with fewer is looked at once, which weighs the more there."""

    every: int = 15

    def __post_init__(self) -> None:
        at_least(1, every=self.every)

    def steps(self, sizes: Sequence[int]) -> frozenset[int]:
        """Those of an epoch that are looked at, given the sizes of its batches: at least one, all at a full batch."""
        every = min(self.every, max(len(sizes) - 1, 1))
        return frozenset(step for step in range(every - 1, len(sizes), every) if sizes[step] == sizes[0])


class Observer:
    """Collects the probes of one plan, so many looks in each epoch; their keys are "layer/<layer>/<quantity>".

    unsettled: how many epochs have ended since the last time that they were settled
    """

    def __init__(self, plan: Plan, looks: int) -> None:
        self._weights, self._outputs = ProbedWeights(plan), ProbedOutputs(plan, _observed(plan.network), AT_ONCE)
        shape = self._weights.rows + self._outputs.rows, len(plan.parameters)
        self._numbers = np.empty((AT_ONCE, looks, *shape), plan.parameters.dtype)
        self._found = np.empty(shape, plan.parameters.dtype)  # in one look
        of_weights, of_outputs = self._found[: self._weights.rows], self._found[self._weights.rows :]
        self._before = (*self._weights.before_update(of_weights), *self._outputs.steps(of_outputs))
        self._after = self._weights.after_update(of_weights)
        self.keys = [*self._weights.keys, *self._outputs.keys]
        self.unsettled, self._look = 0, 0

    def reset(self) -> None:
        """Before an epoch; what was seen in one that did not end is forgotten."""
        self._look = 0
        self._outputs.reset()

    def before_update(self) -> None:
        """Call with fresh gradients."""
        run(self._before)

    def after_update(self) -> None:
        run(self._after)
        self._numbers[self.unsettled, self._look] = self._found
        self._look += 1

    def end_epoch(self) -> None:
        """At most AT_ONCE times before these are settled."""
        self._outputs.take(self.unsettled)
        self.unsettled += 1

    def settled(self) -> Array:
        """Works out what is unsettled: (keys, K, epochs), the means over the looks of each.

        A replica's looks of an epoch are put in one piece: their sums have the same bits whoever else there is.
        """
        numbers = self._numbers[: self.unsettled].transpose(2, 3, 0, 1).astype(np.float64, order="C")
        of_weights, of_outputs = numbers[: self._weights.rows], numbers[self._weights.rows :]
        self.unsettled = 0
        return np.concatenate([self._weights.means(of_weights), self._outputs.means(of_outputs)])


def _observed(network: Network) -> list[int]:
    """The last stage of each layer that has weights or an activation."""
    last = {stage.name: index for index, stage in enumerate(network.stages)}
    wanted = {stage.name for stage in network.stages if stage.trained or isinstance(stage.layer, Activation)}
    return [index for name, index in last.items() if name in wanted]

"""One layer's outputs, added up over the looks of an epoch."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from analyzers.nn import activations
from analyzers.nn.activation import Function
from analyzers.nn.calls import copy, inner
from analyzers.nn.flow import ByClass, TrailingOne
from analyzers.nn.layers import Activation
from analyzers.nn.memory import aligned
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step

SATURATED = 0.05  # of the largest slope
APART = (
    ByClass | TrailingOne
)  # a replica's outputs lie otherwise in company than alone: squared where they lie together


class OutputSums:
    """What a look adds to.

    sums:        outputs and border in one piece
    of_examples: the outputs of them, (K, B, …, units)
    rim:         what the border adds to a sum of squares
    """

    def __init__(self, plan: Plan, stage: int) -> None:
        layer, flow, replicas = plan.network.stages[stage].layer, plan.flows[stage + 1], len(plan.parameters)
        self.name, self._border = plan.network.stages[stage].name, flow.border
        kind = layer.function if isinstance(layer, Activation) else "linear"
        self._function = activations.function(kind, plan.network.defaults)
        self._whole, self._outputs = flow.value.whole, flow.x
        if flow.lead < replicas:  # it sees the same for all
            self._whole, self._outputs = (
                np.broadcast_to(each, (replicas, *each.shape[1:])) for each in (self._whole, self._outputs)
            )
        rim = () if isinstance(flow.border, APART) else flow.value.rim
        self.rim = sum(cells[0].size * constant**2 for cells, constant in rim)
        buffer = flow.border.allocate(replicas, flow.batch, flow.shape, flow.dtype)
        self.sums, self.of_examples = buffer.whole, buffer.inner
        self.over_examples = tuple(range(1, self.of_examples.ndim - 1))

    def has(self, quantity: str) -> bool:
        """Whether its function, if any, saturates or dies; what else is asked of a layer all have."""
        return {"saturated_share": self._function.saturates, "dead_share": self._function.dies}.get(quantity, True)

    def steps(self, squares: Array, saturated: Array) -> list[Step]:
        """Those of a look. squares: (K,), of outputs and border; saturated: (K,), how many outputs are, added to it."""
        adding = partial(np.add, self.sums, self._whole, self.sums)
        counting = _counting(self._function, self._outputs, saturated) if self._function.saturates else ()
        return [adding, *self._squares(squares), *counting]

    def _squares(self, into: Array) -> list[Step]:
        if not isinstance(self._border, APART):
            return [inner(self._whole, self._whole, into)]
        y = self._whole if isinstance(self._border, ByClass) else self._outputs
        rows = aligned((len(y), y[0].size), y.dtype)
        return [copy(y, rows.reshape(y.shape)), inner(rows, rows, into)]


def _counting(function: Function, y: Array, into: Array) -> Sequence[Step]:
    """into, (K,), += how many of the values y, (K, …), lie where the function is flat."""
    slope, flat = np.empty_like(y), np.empty_like(y, np.bool_)  # which keep the order in memory
    limit, replicas = np.array(SATURATED * function.top_slope, y.dtype), list(enumerate(flat))

    def count() -> None:
        for number, replica in replicas:  # far faster than along an axis
            into[number] += np.count_nonzero(replica)

    return *function.bound_slope(y, y, slope), partial(np.less, slope, limit, flat), count

"""One layer's outputs, added up over the looks of an epoch."""

from functools import partial

import numpy as np

from analyzers.nn import activations
from analyzers.nn.activations import Function
from analyzers.nn.calls import copy, inner
from analyzers.nn.flow import ByClass
from analyzers.nn.layers import Activation
from analyzers.nn.memory import aligned
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step

SATURATED = 0.05  # of the largest slope


class OutputSums:
    """What a look adds to.

    sums:        outputs and border in one piece
    of_examples: the outputs of them, (K, B, …, units)
    rim:         the border's share in a sum of squares
    """

    def __init__(self, plan: Plan, stage: int) -> None:
        layer, self._flow = plan.network.stages[stage].layer, plan.flows[stage + 1]
        defaults = plan.network.defaults
        self._function = activations.function(layer.function, defaults) if isinstance(layer, Activation) else None
        self.name, flow = plan.network.stages[stage].name, self._flow
        self.rim = sum(cells[0].size * constant**2 for cells, constant in flow.value.rim)
        buffer = flow.border.allocate(flow.lead, flow.batch, flow.shape, flow.dtype)
        self.sums, self.of_examples = buffer.whole, buffer.inner
        self.over_examples = tuple(range(1, self.of_examples.ndim - 1))

    def has(self, quantity: str) -> bool:
        """A layer without an activation function neither saturates nor dies."""
        f = self._function
        asked = {"saturated_share": f is not None and f.saturates, "dead_share": f is not None and f.dies}
        return asked.get(quantity, True)

    def steps(self, squares: Array, saturated: Array) -> list[Step]:
        """Those of a look. squares: (K,), of values and border; saturated: (K,), how many values are, added to it."""
        y = self._flow.value.whole
        counts = (
            [_counting(self._function, self._flow.x, saturated)] if self._function and self._function.saturates else []
        )
        return [partial(np.add, self.sums, y, self.sums), *self._squares(squares), *counts]

    def _squares(self, into: Array) -> list[Step]:
        """Class by class a replica's values lie apart, and are brought together first."""
        y = self._flow.value.whole
        if not isinstance(self._flow.border, ByClass):
            return [inner(y, y, into)]
        rows = aligned((len(y), y[0].size), y.dtype)
        return [copy(y, rows.reshape(y.shape)), inner(rows, rows, into)]


def _counting(function: Function, y: Array, into: Array) -> Step:
    """into, (K,), += how many of the values y, (K, …), lie where the function is flat."""
    slope, flat, limit = np.empty(y.shape, y.dtype), np.empty(y.shape, np.bool_), SATURATED * function.top_slope

    def count() -> None:
        function.slope(y, y, slope)
        np.less(slope, limit, flat)
        into[...] += [np.count_nonzero(replica) for replica in flat]  # far faster than along an axis

    return count

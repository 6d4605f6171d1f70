"""Examples on their way into a plan: gathered by number, a batch at a time, into the plan's own buffers."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from analyzers.errors import SpecError
from analyzers.nn.flow import Plain, TrailingOne
from analyzers.nn.losses import Loss
from analyzers.nn.network import Network
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array


class Examples:
    """Inputs and targets as a network and a loss want them.

    rows:    (n, cells) inputs; `homogeneous` ones carry a trailing 1 for a dense layer
    targets: (C, n)
    weights: (n,) factor on each example's loss, None where all are 1
    """

    def __init__(
        self, network: Network, loss: Loss, x: Array, y: Array, class_weights: Mapping[int, float] | None = None
    ) -> None:
        if x.shape[1:] != network.input_shape and x[0].size != int(np.prod(network.input_shape)):
            raise SpecError(
                f"the model takes inputs of shape {network.input_shape}, but the data has {x.shape[1:]};",
                "change the model's input shape or the data",
                "/data",
            )
        loss.check(network.output_shape)
        self.count, dtype = len(x), np.dtype(network.precision)
        self.rows = np.ascontiguousarray(x.reshape(len(x), -1), dtype)
        self.homogeneous = np.concatenate([self.rows, np.ones((len(x), 1), dtype)], axis=1)
        self.targets = np.ascontiguousarray(loss.encode(np.asarray(y), network.output_shape[0]), dtype)
        self.weights = _example_weights(self.targets, class_weights or {}, dtype)

    def __len__(self) -> int:
        return self.count


def _example_weights(targets: Array, class_weights: Mapping[int, float], dtype: npt.DTypeLike) -> Array | None:
    if not class_weights:
        return None
    classes = targets.argmax(axis=0) if len(targets) > 1 else targets[0].astype(np.int64)
    factors = np.ones(max([*class_weights, int(classes.max())]) + 1)
    factors[list(class_weights)] = list(class_weights.values())
    return np.asarray(factors[classes], dtype)


class Feed:
    """Loads batches of `examples` into a plan's input, and their targets into `targets`, (lead, C, B).

    shares: (lead, B), each example's in the mean: 1/B; weighted, w/B in Keras and w/Σw in PyTorch
    """

    def __init__(self, plan: Plan, examples: Examples) -> None:
        self.plan, self.examples = plan, examples
        lead, batch = plan.input.lead, plan.batch
        border = plan.input.border
        self._source = examples.homogeneous if isinstance(border, TrailingOne) else examples.rows
        self._direct = isinstance(border, TrailingOne | Plain)
        self._rows = (
            plan.input.rows if self._direct else np.empty((lead, batch, self._source.shape[1]), self._source.dtype)
        )
        self._columns = np.empty((len(examples.targets), lead, batch), self._source.dtype)
        self.targets = self._columns.swapaxes(0, 1)
        self.shares = np.full((lead, batch), 1 / batch, self._source.dtype)

    def load(self, order: Array) -> None:
        """order: (lead, B) example numbers."""
        self._source.take(order, 0, self._rows, "clip")
        self.examples.targets.take(order, 1, self._columns, "clip")
        if not self._direct:
            np.copyto(self.plan.input.x, self._rows.reshape(self.plan.input.x.shape))
        if self.examples.weights is not None:
            self.examples.weights.take(order, None, self.shares, "clip")
            keras = self.plan.network.defaults == "keras"
            self.shares /= self.plan.batch if keras else self.shares.sum(axis=1, keepdims=True)

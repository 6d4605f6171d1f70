"""Examples on their way into a plan: gathered by number, a batch at a time, into the plan's own buffers."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analyzers.errors import SpecError
from analyzers.nn.flow import LONG, Plain, TrailingOne
from analyzers.nn.loss import Loss
from analyzers.nn.network import Network
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array


class Examples:
    """Inputs and targets as a network and a loss want them.

    rows:    (n, cells) inputs
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
        self.targets = np.ascontiguousarray(loss.encode(np.asarray(y), network.output_shape[0]), dtype)
        self.weights = _example_weights(self.targets, class_weights or {}, dtype)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def homogeneous(self) -> Array:
        """(n, cells + 1): inputs with a trailing 1 for a dense layer."""
        return np.concatenate([self.rows, np.ones((self.count, 1), self.rows.dtype)], axis=1)


def _example_weights(targets: Array, class_weights: Mapping[int, float], dtype: npt.DTypeLike) -> Array | None:
    if not class_weights:
        return None
    classes = targets.argmax(axis=0) if len(targets) > 1 else targets[0].astype(np.int64)
    factors = np.ones(max([*class_weights, int(classes.max())]) + 1)
    factors[list(class_weights)] = list(class_weights.values())
    return np.asarray(factors[classes], dtype)


class Feed:
    """Loads batches of `examples` into a plan's input, and their targets into `targets`, (C, lead, B).

    shares: (lead, B), each example's in the mean: 1/B; weighted, w/B in Keras and w/Σw in PyTorch
    """

    def __init__(self, plan: Plan, examples: Examples) -> None:
        self.plan, self.examples = plan, examples
        x, border = plan.input, plan.input.border
        ones = isinstance(border, TrailingOne)
        by_example = x.shape[0] >= LONG if ones else not isinstance(border, Plain)  # or all are held with a 1 behind
        self._places = [place for replica in x.x for place in replica] if by_example else []
        self._inputs = examples.rows.reshape(len(examples), *x.shape)
        self._rows = None if by_example else x.rows
        self._take = (examples.homogeneous if ones and not by_example else examples.rows).take
        self._take_targets = examples.targets.take
        self.targets = np.empty((len(examples.targets), x.lead, x.batch), x.dtype)
        self.shares = np.full((x.lead, x.batch), 1 / x.batch, x.dtype)

    def load(self, order: Array) -> None:
        """order: (lead, B) example numbers."""
        if self._rows is not None:
            self._take(order, 0, self._rows, "clip")
        else:
            for place, number in zip(self._places, order.flat, strict=True):
                np.copyto(place, self._inputs[number])
        self._take_targets(order, 1, self.targets, "clip")
        if self.examples.weights is not None:
            self.examples.weights.take(order, None, self.shares, "clip")
            keras = self.plan.network.defaults == "keras"
            self.shares /= self.plan.batch if keras else self.shares.sum(axis=1, keepdims=True)

"""What is looked at inside the network while it trains, every so many steps, for each layer.

saturated_share: units whose |slope| is below 5 % of its maximum (sigmoid, tanh; Glorot & Bengio 2010)
dead_share:      rectified units that were 0 on every example looked at in the epoch (Lu et al. 2019, arXiv 1903.06733)
activation_mean, activation_std: over all units and examples
gradient_norm:   of the loss by the layer's weights
update_ratio:    ‖change of the weights in one step‖ / ‖weights‖, healthy around 1e-3
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analyzers.nn import activations
from analyzers.nn.flow import Flow
from analyzers.nn.layer import at_least
from analyzers.nn.layers import Activation
from analyzers.nn.network import Network, Stage
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array

SATURATED = 0.05  # of the largest slope


@dataclass(frozen=True)
class Probes:
    """every: steps from one look to the next; an epoch with fewer is looked at once, which weighs the more there."""

    every: int = 15

    def __post_init__(self) -> None:
        at_least(1, every=self.every)


class Observer:
    """Collects the probes of one epoch; `epoch` names them "layer/<layer>/<quantity>"."""

    def __init__(self, plan: Plan) -> None:
        if plan.gradients is None:
            raise ValueError("probes look at gradients, but this plan has none")
        trained = [(stage.name, stage.trained[0].start) for stage in plan.network.stages if stage.trained]
        self._names = [name for name, _ in trained]
        self._parameters, self._gradients = plan.parameters, plan.gradients
        self._seen = np.empty((3, *plan.parameters.shape), plan.parameters.dtype)  # gradients, weights, their change
        bounds = pairwise([*(start for _, start in trained), plan.parameters.shape[1]])
        self._layers = [self._seen[:, :, start:end] for start, end in bounds]
        self._squares = np.empty((len(self._layers), *self._seen.shape[:2]), self._seen.dtype)
        self._outputs = [_looker(stage, plan, index) for index, stage in _observed(plan.network)]
        self.reset()

    def reset(self) -> None:
        self._looks = 0
        shape = len(self._names), len(self._parameters)
        self._norms, self._ratios = np.zeros(shape), np.zeros(shape)
        for look in self._outputs:
            look.reset()

    def before_update(self) -> None:
        """Call with fresh gradients."""
        self._looks += 1
        for look in self._outputs:
            look()
        gradients, weights, _ = self._seen
        gradients[...], weights[...] = self._gradients, self._parameters

    def after_update(self) -> None:
        np.subtract(self._parameters, self._seen[1], self._seen[2])
        for layer, squares in zip(self._layers, self._squares, strict=True):
            np.vecdot(layer, layer, squares)
        gradient, size, change = np.sqrt(self._squares).swapaxes(0, 1)
        self._norms += gradient
        self._ratios += change / size

    def epoch(self) -> dict[str, Array]:
        """The means over the looks since `reset`, each (K,)."""
        found = {}
        for index, name in enumerate(self._names):
            found[f"layer/{name}/gradient_norm"] = self._norms[index] / self._looks
            found[f"layer/{name}/update_ratio"] = self._ratios[index] / self._looks
        for look in self._outputs:
            found |= {f"layer/{look.name}/{quantity}": value for quantity, value in look.means(self._looks).items()}
        return found


class _Look:
    """One layer's outputs y, (K, B, …, units), summed over looks."""

    def __init__(self, name: str, flow: Flow, function: activations.Function | None) -> None:
        self.name, self._y, self._whole = name, flow.x, flow.value.whole
        self._rim = sum(cells[0].size * constant**2 for cells, constant in flow.value.rim)
        self._saturating = function if function is not None and function.saturates else None
        self._dying = function is not None and function.dies
        self._over, self._count = tuple(range(1, self._y.ndim - 1)), self._y[0].size
        self._new = np.empty((len(self._y), self._y.shape[-1]), self._y.dtype)
        self._slope, self._flat = np.empty(self._y.shape, self._y.dtype), np.empty(self._y.shape, np.bool_)
        self.reset()

    def reset(self) -> None:
        self._units = np.zeros(self._new.shape)  # sums over the examples: 0 for a dead unit
        self._squares, self._saturated = np.zeros(self._whole.shape[:-1]), np.zeros(len(self._y))

    def __call__(self) -> None:
        np.add.reduce(self._y, axis=self._over, out=self._new)
        self._units += self._new
        self._squares += np.vecdot(self._whole, self._whole)
        if self._saturating:
            self._saturating.slope(self._y, self._y, self._slope)
            np.less(self._slope, SATURATED * self._saturating.top_slope, out=self._flat)
            self._saturated += [np.count_nonzero(replica) for replica in self._flat]  # far faster than along an axis

    def means(self, looks: int) -> dict[str, Array]:
        count = looks * self._count
        mean = np.add.reduce(self._units, axis=1) / count
        squares = self._squares.reshape(len(mean), -1).sum(axis=1)
        variance = (squares - looks * self._rim) / count - mean**2
        found = {"activation_mean": mean, "activation_std": np.sqrt(np.maximum(variance, 0))}
        if self._saturating:
            found["saturated_share"] = self._saturated / count
        if self._dying:
            found["dead_share"] = np.add.reduce(self._units == 0, axis=1) / self._units.shape[1]
        return found


def _observed(network: Network) -> list[tuple[int, Stage]]:
    """The last stage of each layer that has weights or an activation."""
    last = {stage.name: (index, stage) for index, stage in enumerate(network.stages)}
    wanted = {stage.name for stage in network.stages if stage.trained or isinstance(stage.layer, Activation)}
    return [place for name, place in last.items() if name in wanted]


def _looker(stage: Stage, plan: Plan, index: int) -> _Look:
    layer, flow = stage.layer, plan.flows[index + 1]
    function = activations.function(layer.function, plan.network.defaults) if isinstance(layer, Activation) else None
    return _Look(stage.name, flow, function)

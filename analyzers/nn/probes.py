"""What is looked at inside the network while it trains, every so many steps, for each layer.

saturated_share: units whose |slope| is below 5 % of its maximum (sigmoid, tanh; Glorot & Bengio 2010)
dead_share:      rectified units that were 0 on every example looked at in the epoch (Lu et al. 2019, arXiv 1903.06733)
activation_mean, activation_std: over all units and examples
gradient_norm:   of the loss by the layer's weights
update_ratio:    ‖change of the weights in one step‖ / ‖weights‖, healthy around 1e-3
"""

from dataclasses import dataclass

import numpy as np

from analyzers.nn import activations
from analyzers.nn.layer import at_least
from analyzers.nn.layers import Activation
from analyzers.nn.network import Network, Stage
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array

SATURATED = 0.05  # of the largest slope


@dataclass(frozen=True)
class Probes:
    """every: steps from one look to the next; each epoch's last step is looked at in any case."""

    every: int = 10

    def __post_init__(self) -> None:
        at_least(1, every=self.every)


class Observer:
    """Collects the probes of one epoch; `epoch` names them "layer/<layer>/<quantity>"."""

    def __init__(self, plan: Plan) -> None:
        if plan.gradients is None:
            raise ValueError("probes look at gradients, but this plan has none")
        trained = [(stage.name, stage.trained[0].start) for stage in plan.network.stages if stage.trained]
        self._names = [name for name, _ in trained]
        self._starts = np.array([start for _, start in trained], np.intp)
        self._parameters, self._gradients = plan.parameters, plan.gradients
        self._before, self._squares = np.empty_like(plan.parameters), np.empty_like(plan.parameters)
        self._outputs = [_looker(stage, plan, index) for index, stage in _observed(plan.network)]
        self.reset()

    def reset(self) -> None:
        self._looks = 0
        shape = len(self._parameters), len(self._starts)
        self._norms, self._ratios = np.zeros(shape), np.zeros(shape)
        for look in self._outputs:
            look.reset()

    def before_update(self) -> None:
        """Call with fresh gradients."""
        self._looks += 1
        self._norms += self._norms_of(self._gradients)
        for look in self._outputs:
            look()
        np.copyto(self._before, self._parameters)

    def after_update(self) -> None:
        sizes = self._norms_of(self._before)
        np.subtract(self._parameters, self._before, out=self._before)
        self._ratios += self._norms_of(self._before) / sizes

    def epoch(self) -> dict[str, Array]:
        """The means over the looks since `reset`, each (K,)."""
        found = {}
        for index, name in enumerate(self._names):
            found[f"layer/{name}/gradient_norm"] = self._norms[:, index] / self._looks
            found[f"layer/{name}/update_ratio"] = self._ratios[:, index] / self._looks
        for look in self._outputs:
            found |= {f"layer/{look.name}/{quantity}": value for quantity, value in look.means(self._looks).items()}
        return found

    def _norms_of(self, rows: Array) -> Array:
        """(K, layers)"""
        np.multiply(rows, rows, out=self._squares)
        return np.asarray(np.sqrt(np.add.reduceat(self._squares, self._starts, axis=1)))


class _Look:
    """One layer's outputs y, (K, B, …, units), summed over looks."""

    def __init__(self, name: str, y: Array, function: activations.Function | None) -> None:
        self.name, self._y, self._scratch = name, y, np.empty(y.shape, y.dtype)
        self._saturating = function if function is not None and function.saturates else None
        self._dying = function is not None and function.dies
        self._over, self._all = tuple(range(1, y.ndim - 1)), tuple(range(1, y.ndim))
        self._count = y[0].size
        self.reset()

    def reset(self) -> None:
        self._sums = np.zeros((3, len(self._y)))  # of y, of y's deviation, of saturated units
        self._units = np.zeros((len(self._y), self._y.shape[-1]))  # of y over the examples: 0 for a dead unit

    def __call__(self) -> None:
        y, scratch = self._y, self._scratch
        units = np.add.reduce(y, axis=self._over)
        mean = np.add.reduce(units, axis=1) / self._count
        square = np.add.reduce(np.multiply(y, y, out=scratch), axis=self._all) / self._count
        self._units += units
        self._sums[0] += mean
        self._sums[1] += np.sqrt(np.maximum(square - mean * mean, 0))
        if self._saturating:
            self._saturating.slope(y, y, scratch)
            limit = SATURATED * self._saturating.top_slope
            self._sums[2] += np.count_nonzero(scratch < limit, axis=self._all) / self._count

    def means(self, looks: int) -> dict[str, Array]:
        mean, deviation, saturated = self._sums / looks
        found = {"activation_mean": mean, "activation_std": deviation}
        if self._saturating:
            found["saturated_share"] = saturated
        if self._dying:
            found["dead_share"] = np.mean(self._units == 0, axis=1)
        return found


def _observed(network: Network) -> list[tuple[int, Stage]]:
    """The last stage of each layer that has weights or an activation."""
    last = {stage.name: (index, stage) for index, stage in enumerate(network.stages)}
    wanted = {stage.name for stage in network.stages if stage.trained or isinstance(stage.layer, Activation)}
    return [place for name, place in last.items() if name in wanted]


def _looker(stage: Stage, plan: Plan, index: int) -> _Look:
    layer, flow = stage.layer, plan.flows[index + 1]
    function = activations.function(layer.function, plan.network.defaults) if isinstance(layer, Activation) else None
    return _Look(stage.name, flow.x, function)

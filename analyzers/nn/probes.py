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
    """Collects the probes of one epoch; `series` names them "layer/<layer>/<quantity>"."""

    def __init__(self, plan: Plan) -> None:
        if plan.gradients is None:
            raise ValueError("probes look at gradients, but this plan has none")
        network = plan.network
        self._plan, self._gradients = plan, plan.gradients
        self._trained = [(stage.name, stage.trained) for stage in network.stages if stage.trained]
        self._starts = np.array([places[0].start for _, places in self._trained])
        self._before, self._squares = np.empty_like(plan.parameters), np.empty_like(plan.parameters)
        self._outputs = [_looker(stage, plan, index) for index, stage in _observed(network)]
        self.reset()

    def reset(self) -> None:
        self._looks = 0
        self._sums: dict[str, Array] = {}
        for look in self._outputs:
            look.alive = None

    def before_update(self) -> None:
        """Call with fresh gradients."""
        self._looks += 1
        norms = self._norms(self._gradients)
        for index, (name, _) in enumerate(self._trained):
            self._add(f"layer/{name}/gradient_norm", norms[:, index])
        for look in self._outputs:
            for quantity, value in look().items():
                self._add(f"layer/{look.name}/{quantity}", value)
        np.copyto(self._before, self._plan.parameters)

    def after_update(self) -> None:
        sizes = self._norms(self._before)
        changes = self._norms(np.subtract(self._plan.parameters, self._before, out=self._before))
        for index, (name, _) in enumerate(self._trained):
            with np.errstate(divide="ignore", invalid="ignore"):
                self._add(f"layer/{name}/update_ratio", changes[:, index] / sizes[:, index])

    def epoch(self) -> dict[str, Array]:
        """The means over the looks since `reset`, each (K,)."""
        found = {key: total / self._looks for key, total in self._sums.items()}
        for look in self._outputs:
            if look.alive is not None:
                found[f"layer/{look.name}/dead_share"] = 1 - look.alive.mean(axis=1)
        return found

    def _add(self, key: str, value: Array) -> None:
        self._sums[key] = self._sums[key] + value if key in self._sums else value.astype(np.float64)

    def _norms(self, rows: Array) -> Array:
        """(K, layers)"""
        np.multiply(rows, rows, out=self._squares)
        return np.sqrt(np.add.reduceat(self._squares, self._starts, axis=1))


class _Look:
    """One layer's outputs. alive: (K, units), which were above 0 at least once; None where units cannot die."""

    def __init__(self, name: str, y: Array, function: activations.Function | None) -> None:
        self.name, self._y, self._function = name, y, function
        self._axes = tuple(range(1, y.ndim))
        self.alive: Array | None = None

    def __call__(self) -> dict[str, Array]:
        y, function = self._y, self._function
        found = {"activation_mean": y.mean(axis=self._axes), "activation_std": y.std(axis=self._axes)}
        if function is not None and function.saturates:
            slope = np.empty_like(y)
            function.slope(y, y, slope)
            found["saturated_share"] = np.mean(np.abs(slope) < SATURATED * function.top_slope, axis=self._axes)
        if function is not None and function.dies:
            active = np.any(y > 0, axis=self._axes[:-1])
            self.alive = active if self.alive is None else self.alive | active
        return found


def _observed(network: Network) -> list[tuple[int, Stage]]:
    """The last stage of each layer that has weights or an activation."""
    stages = list(enumerate(network.stages))
    last = {stage.name: (index, stage) for index, stage in stages}
    wanted = {stage.name for _, stage in stages if stage.trained or isinstance(stage.layer, Activation)}
    return [last[name] for name in dict.fromkeys(stage.name for _, stage in stages) if name in wanted]


def _looker(stage: Stage, plan: Plan, index: int) -> _Look:
    layer, flow = stage.layer, plan.flows[index + 1]
    function = activations.function(layer.function, plan.network.defaults) if isinstance(layer, Activation) else None
    return _Look(stage.name, flow.x, function)

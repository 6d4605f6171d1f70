"""What is minimised: the mean loss of a batch plus the penalties on weights, and how its gradient enters a plan."""

from functools import partial
from math import isfinite

import numpy as np

from analyzers.nn.calls import inner, run
from analyzers.nn.feed import Examples, Feed
from analyzers.nn.loss import Loss
from analyzers.nn.network import Network
from analyzers.nn.plan import Plan
from analyzers.nn.types import Array, Step

BY_OUTPUT = 2, 0, 1  # from (K, B, C) to the (C, K, B) of losses


class Objective:
    """One plan, its feed and a loss. Every call leaves the outputs of the batch in the plan."""

    def __init__(self, plan: Plan, examples: Examples, loss: Loss) -> None:
        self.plan, self.loss, self.feed = plan, loss, Feed(plan, examples)
        self.penalties = Penalties(plan.network, plan.parameters, plan.gradients)
        self._penalised = bool(self.penalties)
        output = plan.output
        self._y = output.x.transpose(BY_OUTPUT)
        self._d = np.empty_like(self._y) if plan.gradients is None else output.dx.transpose(BY_OUTPUT)
        shares, losses = self.feed.shares, np.empty_like(self._y[0])
        self._mean = np.empty(len(losses), losses.dtype)
        bound, average = loss.bind(self._y, self.feed.targets, self._d, losses), inner(losses, shares, self._mean)
        self._forward: tuple[Step, ...] = (*plan.forward, *bound.steps, average)
        self._again: tuple[Step, ...] = (*bound.again, average)
        factor = shares if examples.weights is not None else shares[0, 0, ...]
        self._backward: tuple[Step, ...] = (partial(np.multiply, self._d, factor, self._d), *plan.backward)

    def forward(self, order: Array) -> Array:
        """(K,): the objective on the examples of these numbers, (lead, B); it holds until the next call."""
        self.feed.load(order)
        run(self._forward)
        if not all(map(isfinite, self._mean.tolist())):
            run(self._again)
        return np.asarray(self._mean + self.penalties.value()) if self._penalised else self._mean

    def tangent(self, of_outputs: Array) -> Array:
        """R of the gradient that `backward` starts from, for R of the outputs; both (1, B, C). See `tangents`."""
        found = self.loss.tangent(self._y, self.feed.targets, of_outputs.transpose(BY_OUTPUT))
        return np.asarray((found * self.feed.shares).transpose(1, 2, 0))

    def backward(self) -> None:
        """Gradients of what `forward` saw."""
        run(self._backward)
        if self._penalised:
            self.penalties.add_gradient()

    def hits(self) -> Array:
        """(K,): how many examples of the batch are classified rightly."""
        return np.asarray(np.count_nonzero(self.loss.hits(self._y, self.feed.targets), axis=1))


class Penalties:
    """l1 · Σ|w| + l2 · Σw² over the weights that ask for it."""

    def __init__(self, network: Network, parameters: Array, gradients: Array | None) -> None:
        places = [place for stage in network.stages for place in stage.trained if place.weight.l1 or place.weight.l2]
        self._cells = [slice(place.start, place.stop) for place in places]
        self._terms = [
            (
                place.weight.l1,
                2 * place.weight.l2,
                parameters[:, cells],
                parameters[:, :0] if gradients is None else gradients[:, cells],
            )
            for place, cells in zip(places, self._cells, strict=True)
        ]

    def __bool__(self) -> bool:
        return bool(self._terms)

    def value(self) -> Array:
        """(K,)"""
        return np.asarray(
            sum(l1 * np.abs(w).sum(axis=1) + l2 / 2 * np.square(w).sum(axis=1) for l1, l2, w, _ in self._terms)
        )

    def add_curvature(self, direction: Array, result: Array) -> None:
        """Adds the penalties' Hessian times a direction, both (P,); |w| has none."""
        for (_, l2, _, _), cells in zip(self._terms, self._cells, strict=True):
            result[cells] += l2 * direction[cells]

    def add_gradient(self) -> None:
        for l1, l2, w, dw in self._terms:
            dw += l1 * np.sign(w) + l2 * w

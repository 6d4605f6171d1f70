"""Derivatives of a plan along a direction of its weights: the R-operator (Pearlmutter 1994, "Fast exact multiplication
by the Hessian"). What is written R{a} below is the derivative of a along the direction.

Three rules, chosen by what a layer is, give R of its forward and of its backward pass:
bilinear     the layer itself, bound to other buffers: R{x∗W} = R{x}∗W + x∗R{W}
elementwise  f' and f'': R{f(z)} = f'(z) R{z}
any other    the layer itself on complex numbers: R{g(a)} = Im g(a + i·h·R{a}) / h, exact to rounding for tiny h
"""

from dataclasses import replace
from typing import Protocol

import numpy as np

from analyzers.nn import activations
from analyzers.nn.activation import Function
from analyzers.nn.calls import run
from analyzers.nn.flow import Flow
from analyzers.nn.layer import Context, Layer, Steps, Weights
from analyzers.nn.layers import Activation
from analyzers.nn.network import Stage
from analyzers.nn.plan import Plan, weights_of
from analyzers.nn.types import Array

TINY = 1e-30  # h; nothing is subtracted, so nothing is lost however small it is


class Rule(Protocol):
    """R of one stage: `forward` sets R{out} from R{x} and the direction, `backward` sets R{dx} and adds to `result`."""

    def prepare(self) -> None:
        """Called once the plan has run forward and backward."""

    def forward(self) -> None: ...

    def backward(self) -> None: ...


class Tangents:
    """R of everything in a plan with one replica. direction, result: (1, P); result becomes R{gradients}."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.direction, self.result = np.zeros_like(plan.parameters), np.zeros_like(plan.parameters)
        self.flows = [flow.like() for flow in plan.flows]
        self._rules: list[Rule] = []
        for index, stage in enumerate(plan.network.stages):
            kind = _Bilinear if stage.layer.bilinear else _Elementwise if stage.layer.elementwise else _Complex
            self._rules.append(kind(self, index, stage))

    @property
    def context(self) -> Context:
        return Context(self.plan.network.defaults, training=True, replicas=1, batch=self.plan.batch)

    def prepare(self) -> None:
        for rule in self._rules:
            rule.prepare()

    def forward(self) -> None:
        for rule in self._rules:
            rule.forward()

    def backward(self) -> None:
        self.result[...] = 0
        for rule in reversed(self._rules):
            rule.backward()


class _Bilinear:
    """The layer bound twice, to flows put together from the plan's values and slopes and from their R.

    moved: R{x} → R{out}, forward with the weights but no bias, backward with the direction
    fixed: x → a term of R{out}, forward with the direction, backward with the weights
    """

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        plan, self._tangents = tangents.plan, tangents
        x, out = plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        self._bias = [slice(p.start, p.stop) for p in stage.trained if p.weight.name == "bias"]
        self._cells = slice(stage.trained[0].start, stage.trained[-1].stop) if stage.trained else slice(0, 0)
        self._moved = self._fixed = None
        if x.gradient:
            slopes = out.gradient if stage.trained else self._rout.gradient
            self._moved = _Binding(tangents, stage, self._rx, replace(self._rout, gradient=slopes))
        if stage.trained:
            self._fixed = _Binding(
                tangents, stage, replace(x.like(), value=x.value), replace(out.like(), gradient=self._rout.gradient)
            )

    def prepare(self) -> None:
        pass

    def forward(self) -> None:
        if self._moved:
            np.copyto(self._moved.weights, self._tangents.plan.parameters)
            for cells in self._bias:
                self._moved.weights[:, cells] = 0
            run(self._moved.steps.forward)
        if self._fixed:
            np.copyto(self._fixed.weights, self._tangents.direction)
            run(self._fixed.steps.forward)
            kept = self._rout.value.whole
            np.add(kept, self._fixed.out.value.whole, out=kept) if self._moved else np.copyto(
                kept, self._fixed.out.value.whole
            )

    def backward(self) -> None:
        result = self._tangents.result[:, self._cells]
        if self._moved:
            np.copyto(self._moved.weights, self._tangents.direction)
            run(self._moved.steps.backward)
            for cells in self._bias:
                self._moved.gradients[:, cells] = 0
            np.add(result, self._moved.gradients[:, self._cells], out=result)
        if self._fixed:
            np.copyto(self._fixed.weights, self._tangents.plan.parameters)
            run(self._fixed.steps.backward)
            np.add(result, self._fixed.gradients[:, self._cells], out=result)
        if self._moved and self._fixed:
            slopes = self._rx.slope.whole
            np.add(slopes, self._fixed.x.slope.whole, out=slopes)


class _Binding:
    """One stage bound to given flows and to weights of its own."""

    def __init__(self, tangents: Tangents, stage: Stage, x: Flow, out: Flow) -> None:
        self.x, self.out = x, out
        self.weights, self.gradients = np.zeros_like(tangents.direction), np.zeros_like(tangents.direction)
        weights = weights_of(stage, self.weights, tangents.plan.statistics, self.gradients)
        self.steps: Steps = stage.layer.bind(x, out, weights, tangents.context)


class _Elementwise:
    """R{y} = f' R{z};  R{dz} = f' R{dy} + f'' R{z} dy. Dropout, which does not drop here, is f(z) = z."""

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        self._x, self._out = tangents.plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        layer: Layer = stage.layer
        self._function: Function = activations.Linear()
        if isinstance(layer, Activation):
            framework = tangents.plan.network.defaults
            self._function = activations.function(layer.function, framework, layer.negative_slope, layer.alpha)
        self._slope, self._bend = (np.empty_like(self._rx.value.whole) for _ in range(2))

    def prepare(self) -> None:
        z, y = self._x.value.whole, self._out.value.whole
        self._function.slope(z, y, self._slope)
        self._function.bend(z, y, self._bend)
        if self._out.gradient:
            np.multiply(self._bend, self._out_slopes(self._out.gradient.whole), out=self._bend)
        self._bends = bool(self._bend.any())

    def _out_slopes(self, d: Array) -> Array:
        """dy. Where x and out share their buffers it has become dz = f' dy by now."""
        if self._x is not self._out:
            return d
        return np.divide(d, self._slope, out=np.zeros_like(d), where=self._slope != 0)

    def forward(self) -> None:
        np.multiply(self._rx.value.whole, self._slope, out=self._rout.value.whole)

    def backward(self) -> None:
        if self._rx.gradient is None:
            return
        slopes = self._rx.gradient.whole
        np.multiply(self._rout.slope.whole, self._slope, out=slopes)
        if self._bends:
            np.add(slopes, self._bend * self._rx.value.whole, out=slopes)


class _Complex:
    """The layer on complex numbers, whose imaginary parts carry R."""

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        plan = tangents.plan
        self._tangents, self._stage = tangents, stage
        self._x, self._out = plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        self._weights, self._gradients = (np.zeros(plan.parameters.shape, complex) for _ in range(2))
        self._z, self._y = self._x.like(complex), self._out.like(complex)
        weights: Weights = weights_of(stage, self._weights, plan.statistics.astype(complex), self._gradients)
        self._steps = stage.layer.bind(self._z, self._y, weights, tangents.context)

    def prepare(self) -> None:
        pass

    def forward(self) -> None:
        self._z.x[...] = self._x.x + 1j * TINY * self._rx.x
        self._weights[...] = self._tangents.plan.parameters + 1j * TINY * self._tangents.direction
        run(self._steps.forward)
        self._rout.x[...] = self._y.x.imag / TINY

    def backward(self) -> None:
        if self._out.gradient is None:
            return
        self._y.dx[...] = self._out.dx + 1j * TINY * self._rout.dx
        run(self._steps.backward)
        if self._rx.gradient:
            self._rx.dx[...] = self._z.dx.imag / TINY
        for place in self._stage.trained:
            cells = slice(place.start, place.stop)
            self._tangents.result[:, cells] += (self._gradients[:, cells].imag / TINY).astype(self._x.dtype)

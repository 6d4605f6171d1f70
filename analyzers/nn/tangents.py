"""Derivatives of a plan along a direction of its weights: the R-operator (Pearlmutter 1994, "Fast exact multiplication
by the Hessian"). What is written R{a} below is the derivative of a along the direction.

Three rules, chosen by what a layer is, give R of its forward and of its backward pass:
bilinear     the layer itself, bound to other buffers: R{x∗W} = R{x}∗W + x∗R{W}
elementwise  f' and f'': R{f(z)} = f'(z) R{z}
any other    the layer itself on complex numbers: R{g(a)} = Im g(a + i·h·R{a}) / h, exact to rounding for tiny h
"""

from typing import Protocol

import numpy as np

from analyzers.nn import activations
from analyzers.nn.flow import Flow, Plain
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
        self.flows = [_like(flow) for flow in plan.flows]
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


def _like(flow: Flow) -> Flow:
    """Plain buffers of the same shape: R of a border is 0, and no rule reads it."""
    return Flow(flow.lead, flow.batch, flow.shape, Plain(), flow.dtype, flow.gradient is not None)


class _Bilinear:
    """Two bindings. moved: on R{x}, forward with the weights (no bias), backward with the direction;
    fixed: on x, forward with the direction, backward with the weights."""

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        self._tangents, self._stage = tangents, stage
        self._x, self._out = tangents.plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        plan = tangents.plan
        self._bias = [slice(p.start, p.stop) for p in stage.trained if p.weight.name == "bias"]
        self._cells = slice(stage.trained[0].start, stage.trained[-1].stop) if stage.trained else slice(0, 0)
        self._moved = _Binding(stage, plan, self._x, self._out, tangents.context) if self._x.gradient else None
        self._fixed = _Binding(stage, plan, self._x, self._out, tangents.context) if stage.trained else None

    def prepare(self) -> None:
        if self._fixed:
            np.copyto(self._fixed.x.x, self._x.x)
            self._fixed.x.value.seal()
            self._fixed.steps.forward()

    def forward(self) -> None:
        self._rout.x[...] = 0
        if self._moved:
            np.copyto(self._moved.x.x, self._rx.x)
            np.copyto(self._moved.weights, self._tangents.plan.parameters)
            for cells in self._bias:
                self._moved.weights[:, cells] = 0
            self._moved.steps.forward()
            np.add(self._rout.x, self._moved.out.x, out=self._rout.x)
        if self._fixed:
            np.copyto(self._fixed.weights, self._tangents.direction)
            self._fixed.steps.forward()
            np.add(self._rout.x, self._fixed.out.x, out=self._rout.x)

    def backward(self) -> None:
        if self._rx.gradient:
            self._rx.dx[...] = 0
        if self._moved:
            self._back(self._moved, self._tangents.direction if self._fixed else None, self._out.dx)
            for cells in self._bias:
                self._moved.gradients[:, cells] = 0
        if self._moved and not self._fixed:
            self._back(self._moved, None, self._rout.dx)
        if self._fixed:
            self._back(self._fixed, self._tangents.plan.parameters, self._rout.dx)
        for binding in (self._moved, self._fixed):
            if binding:
                self._collect(binding)

    @staticmethod
    def _back(binding: "_Binding", weights: Array | None, slopes: Array) -> None:
        if weights is not None:
            np.copyto(binding.weights, weights)
        np.copyto(binding.out.dx, slopes)
        binding.steps.backward()

    def _collect(self, binding: "_Binding") -> None:
        if self._rx.gradient:
            np.add(self._rx.dx, binding.x.dx, out=self._rx.dx)
        result = self._tangents.result[:, self._cells]
        np.add(result, binding.gradients[:, self._cells], out=result)


class _Binding:
    """One stage bound to weights and flows of its own."""

    def __init__(self, stage: Stage, plan: Plan, x: Flow, out: Flow, context: Context) -> None:
        self.x = Flow(x.lead, x.batch, x.shape, x.border, x.dtype, x.gradient is not None)
        self.out = Flow(out.lead, out.batch, out.shape, out.border, out.dtype, out.gradient is not None)
        self.weights, self.gradients = np.zeros_like(plan.parameters), np.zeros_like(plan.parameters)
        weights = weights_of(stage, self.weights, plan.statistics, self.gradients)
        self.steps: Steps = stage.layer.bind(self.x, self.out, weights, context)


class _Elementwise:
    """R{y} = f' R{z};  R{dz} = f' R{dy} + f'' R{z} dy. Dropout, which does not drop here, is f(z) = z."""

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        self._x, self._out = tangents.plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        layer: Layer = stage.layer
        self._function: activations.Function = activations.Linear()
        if isinstance(layer, Activation):
            self._function = activations.function(
                layer.function, tangents.plan.network.defaults, layer.negative_slope, layer.alpha
            )
        self._slope, self._bend = np.empty_like(self._rx.x), np.empty_like(self._rx.x)

    def prepare(self) -> None:
        self._function.slope(self._x.x, self._out.x, self._slope)
        self._function.bend(self._x.x, self._out.x, self._bend)
        if self._out.gradient:
            np.multiply(self._bend, self._out_slopes(), out=self._bend)

    def _out_slopes(self) -> Array:
        """dy. Where x and out share their buffers it has become dz = f' dy by now."""
        if self._x is not self._out:
            return self._out.dx
        return np.divide(self._out.dx, self._slope, out=np.zeros_like(self._slope), where=self._slope != 0)

    def forward(self) -> None:
        np.multiply(self._rx.x, self._slope, out=self._rout.x)

    def backward(self) -> None:
        if self._rx.gradient:
            np.multiply(self._rout.dx, self._slope, out=self._rx.dx)
            np.add(self._rx.dx, self._bend * self._rx.x, out=self._rx.dx)


class _Complex:
    """The layer on complex numbers, whose imaginary parts carry R."""

    def __init__(self, tangents: Tangents, index: int, stage: Stage) -> None:
        plan = tangents.plan
        self._tangents, self._stage = tangents, stage
        self._x, self._out = plan.flows[index : index + 2]
        self._rx, self._rout = tangents.flows[index : index + 2]
        self._weights, self._gradients = (np.zeros(plan.parameters.shape, complex) for _ in range(2))
        self._z, self._y = (
            Flow(flow.lead, flow.batch, flow.shape, flow.border, complex, flow.gradient is not None)
            for flow in (self._x, self._out)
        )
        weights: Weights = weights_of(stage, self._weights, plan.statistics.astype(complex), self._gradients)
        self._steps = stage.layer.bind(self._z, self._y, weights, tangents.context)

    def prepare(self) -> None:
        pass

    def forward(self) -> None:
        self._z.x[...] = self._x.x + 1j * TINY * self._rx.x
        self._weights[...] = self._tangents.plan.parameters + 1j * TINY * self._tangents.direction
        self._steps.forward()
        self._rout.x[...] = self._y.x.imag / TINY

    def backward(self) -> None:
        if self._out.gradient is None:
            return
        self._y.dx[...] = self._out.dx + 1j * TINY * self._rout.dx
        self._steps.backward()
        if self._rx.gradient:
            self._rx.dx[...] = self._z.dx.imag / TINY
        for place in self._stage.trained:
            cells = slice(place.start, place.stop)
            self._tangents.result[:, cells] += (self._gradients[:, cells].imag / TINY).astype(self._x.dtype)

"""The weights of layers that multiply and add: dense and convolutions."""

from typing import Protocol

from analyzers.nn.initializers import FanInUniform, Fans, GlorotUniform, Initializer, Zeros
from analyzers.nn.layer import Weight
from analyzers.nn.types import Framework, Shape


class Affine(Protocol):
    """Initializers that are None: what the framework takes. l1, l2: penalties on the kernel."""

    @property
    def use_bias(self) -> bool: ...
    @property
    def kernel_initializer(self) -> Initializer | None: ...
    @property
    def bias_initializer(self) -> Initializer | None: ...
    @property
    def l1(self) -> float: ...
    @property
    def l2(self) -> float: ...


def kernel_and_bias(layer: Affine, shape: Shape, fans: Fans, framework: Framework) -> tuple[Weight, ...]:
    """A kernel of this shape, whose last axis are the outputs, and where the layer wants one a bias for each output."""
    usual = (GlorotUniform(), Zeros()) if framework == "keras" else (FanInUniform(), FanInUniform())
    kernel = Weight("kernel", shape, layer.kernel_initializer or usual[0], fans, l1=layer.l1, l2=layer.l2)
    bias = Weight("bias", shape[-1:], layer.bias_initializer or usual[1], fans)
    return (kernel, bias) if layer.use_bias else (kernel,)

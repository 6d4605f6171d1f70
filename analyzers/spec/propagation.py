"""How strongly signal and gradient pass each layer at the start, from widths, activations and initialisers alone.

In wide layers pre-activations are Gaussian with variance q, and q' = n Var(W) E[f(√q z)²] + Var(b); the gradient's
variance is multiplied by n Var(W) E[f'(√q z)²] on its way back (Poole et al. 2016, arXiv 1606.05340; Schoenholz et
al. 2017, arXiv 1611.01232; with f the identity this is Glorot & Bengio 2010, with ReLU He et al. 2015).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from analyzers.nn.layer import Layer
from analyzers.nn.types import Framework, Shape
from analyzers.run import Floats
from analyzers.spec.prepared import Prepared

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
GAUSS = WEIGHTS / WEIGHTS.sum()  # Gauss-Hermite: exact for polynomials, close for the activations here
DRAWS = 4096  # weights drawn to know an initialiser's variance, where it has no fixed one
TRANSPARENT = frozenset(
    {"batch_norm", "layer_norm", "dropout", "activation", "softmax", "max_pool1d", "max_pool2d", "flatten"}
)
"""Layers that may stand between weights and their activation."""
STEP = 1e-4  # of the central difference that gives f'


@dataclass(frozen=True)
class Passage:
    """One layer with weights, at the start.

    index:    of the layer in the model
    signal:   variance of its pre-activations
    gradient: by which its variance is multiplied on the way back through this layer
    equal:    all its weights start at one value
    activation: the function that follows it, "linear" where there is none
    """

    index: int
    name: str
    activation: str
    signal: float
    gradient: float
    equal: bool


def passages(layers: Sequence[Layer], shapes: Sequence[Shape], power: float, framework: Framework) -> list[Passage]:
    """The layers with weights. power: mean square of the inputs' values."""
    found: list[Passage] = []
    q, rng = power, np.random.default_rng(0)
    for index, (layer, shape) in enumerate(zip(layers, shapes, strict=False)):
        if layer.kind in ("batch_norm", "layer_norm"):
            q = 1.0
        if layer.kind == "activation":
            q = _mean_square(getattr(layer, "function", "linear"), q)
        kernel = next((weight for weight in layer.weights(shape, framework) if weight.name == "kernel"), None)
        if kernel is None or layer.kind == "embedding":
            continue
        draws = kernel.initializer.draw(
            rng, _sample_shape(kernel.shape, kernel.initializer.kind == "orthogonal"), kernel.fans
        )
        variance, activation = float(np.mean(draws**2)), activation_after(layers, index)
        before = q * kernel.fans.inputs * variance
        slope = _mean_square_slope(activation, before)
        name = layer.name or f"layer {index + 1} ({layer.kind})"
        found.append(
            Passage(index, name, activation, before, kernel.fans.outputs * variance * slope, bool(np.ptp(draws) == 0))
        )
        q = _mean_square(getattr(layer, "activation", "linear"), before)
    return found


def of_prepared(prepared: Prepared) -> list[Passage]:
    """The layers with weights of a spec, with its own data going in."""
    spec = prepared.spec
    return passages(spec.layers, prepared.shapes, float(np.mean(prepared.x**2)), spec.training.defaults)


def _sample_shape(shape: Shape, orthogonal: bool) -> Shape:
    """Large enough to measure and cheap to draw; only orthogonal weights depend on the kernel's own shape."""
    return shape if orthogonal and 1 < prod(shape) <= 64 * DRAWS else (DRAWS // 64, 64)


def activation_after(layers: Sequence[Layer], index: int) -> str:
    """What follows the weights: the layer's own activation, or that of the activation layer behind it."""
    own = str(getattr(layers[index], "activation", "linear"))
    for later in layers[index + 1 :]:
        if own != "linear" or later.kind not in TRANSPARENT:
            break
        if later.kind in ("activation", "softmax"):
            own = str(getattr(later, "function", "softmax"))
    return own


def _mean_square(name: str, q: float) -> float:
    return float(GAUSS @ apply(name, np.sqrt(max(q, 0.0)) * NODES) ** 2)


def _mean_square_slope(name: str, q: float) -> float:
    z = np.sqrt(max(q, 0.0)) * NODES
    return float(GAUSS @ ((apply(name, z + STEP) - apply(name, z - STEP)) / (2 * STEP)) ** 2)


def apply(name: str, z: Floats) -> Floats:
    """An activation function on numbers; softmax as linear, since its scale is that of its inputs."""
    with np.errstate(over="ignore"):
        return np.asarray(_FUNCTIONS[name](z) if name in _FUNCTIONS else z)


_FUNCTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.1 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "selu": lambda z: 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: 0.5 * z * (1 + np.tanh(0.7978845608028654 * (z + 0.044715 * z**3))),
    "swish": lambda z: z * 0.5 * (1 + np.tanh(z / 2)),
    "softplus": lambda z: np.logaddexp(0, z),
}


def loss_at_start(signal: float, classes: int) -> float:
    """Cross-entropy of an untrained softmax whose scores have variance `signal`, over a sample of 4096 examples.

    >>> round(loss_at_start(0.0, 6), 4)
    1.7918
    """
    scores = np.sqrt(max(signal, 0.0)) * np.random.default_rng(0).standard_normal((4096, classes))
    peak = scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores - peak).sum(axis=1)) + peak[:, 0] - scores[:, 0]))

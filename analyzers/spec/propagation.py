"""How strongly signal and gradient pass each layer at the start, from widths, activations and initialisers alone.

In wide layers pre-activations are Gaussian with variance q, and q' = n Var(W) E[f(√q z)²] + Var(b); the gradient's
variance is multiplied by n Var(W) E[f'(√q z)²] on its way back (Poole et al. 2016, arXiv 1606.05340; Schoenholz et
al. 2017, arXiv 1611.01232; with f the identity this is Glorot & Bengio 2010, with ReLU He et al. 2015).
"""

from collections.abc import Sequence
from math import prod

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.activations import SOFTMAX, function
from analyzers.nn.layer import Layer, Weight
from analyzers.nn.types import Framework, Shape
from analyzers.spec.model import NORMALISING
from analyzers.spec.prepared import Prepared

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)  # even: none of them is 0, where ReLU has no slope
GAUSS = WEIGHTS / WEIGHTS.sum()  # Gauss-Hermite: exact for polynomials, close for the activations here
DRAWS = 4096  # weights drawn to know an initialiser's variance, where it has no fixed one
MOST_SCORES = 1 << 20  # numbers drawn to know the loss of an untrained network, whose outputs may be a vocabulary
TRANSPARENT = frozenset({*NORMALISING, "dropout", "activation", "softmax", "max_pool1d", "max_pool2d", "flatten"})
"""Layers that may stand between weights and their activation."""


@frozen()
class Passage:
    """One layer with weights, at the start.

    signal:   variance of its pre-activations
    gradient: by which its variance is multiplied on the way back through this layer
    equal:    all its weights start at one value
    activation: the function that follows it, "linear" where there is none
    """

    name: str
    activation: str
    signal: float
    gradient: float
    equal: bool


def passages(prepared: Prepared) -> list[Passage]:
    """The layers with weights of a spec, with its own data going in."""
    layers, framework = prepared.spec.layers, prepared.spec.training.defaults
    found: list[Passage] = []
    q, rng = float(np.mean(prepared.x**2)), np.random.default_rng(0)
    for index, (layer, shape) in enumerate(zip(layers, prepared.shapes, strict=False)):
        if layer.kind in NORMALISING:
            q = 1.0
        if layer.kind == "activation":
            q, _ = _powers(getattr(layer, "function", "linear"), q, framework)
        kernel = next((weight for weight in layer.weights(shape, framework) if weight.name == "kernel"), None)
        if kernel is None or layer.kind == "embedding":
            continue
        draws = kernel.initializer.draw(rng, _sample_shape(kernel), kernel.fans)
        variance, activation = float(np.mean(draws**2)), activation_after(layers, index)
        signal = q * kernel.fans.inputs * variance
        gradient = kernel.fans.outputs * variance * _powers(activation, signal, framework)[1]
        name = layer.name or f"layer {index + 1} ({layer.kind})"
        found.append(Passage(name, activation, signal, gradient, equal=bool(np.ptp(draws) == 0)))
        q, _ = _powers(getattr(layer, "activation", "linear"), signal, framework)
    return found


def _sample_shape(kernel: Weight) -> Shape:
    """Large enough to measure and cheap to draw; only orthogonal weights depend on the kernel's own shape."""
    own = kernel.initializer.kind == "orthogonal" and 1 < prod(kernel.shape) <= 64 * DRAWS
    return kernel.shape if own else (DRAWS // 64, 64)


def activation_after(layers: Sequence[Layer], index: int) -> str:
    """What follows the weights: the layer's own activation, or that of the activation layer behind it."""
    own = str(getattr(layers[index], "activation", "linear"))
    for later in layers[index + 1 :]:
        if own != "linear" or later.kind not in TRANSPARENT:
            break
        if later.kind in ("activation", "softmax"):
            own = str(getattr(later, "function", "softmax"))
    return own


def _powers(name: str, q: float, framework: Framework) -> tuple[float, float]:
    """E[f(√q z)²] and E[f'(√q z)²]; softmax as if it were linear, since its scale is that of its inputs.

    >>> [round(power, 6) for power in _powers("relu", 4.0, "keras")]
    [2.0, 0.5]
    """
    z = np.sqrt(max(q, 0.0)) * NODES
    f, y, slope = function("linear" if name == SOFTMAX else name, framework), np.empty_like(z), np.empty_like(z)
    with np.errstate(over="ignore"):
        f.value(z, y)
        f.slope(z, y, slope)
    return float(GAUSS @ y**2), float(GAUSS @ slope**2)


def loss_at_start(signal: float, classes: int) -> float:
    """Cross-entropy of an untrained softmax whose scores have variance `signal`, over a sample of 4096 examples.

    Of many classes fewer examples do: the score of the true one is 0 in the mean, and the sum over all varies little.

    >>> round(loss_at_start(0.0, 6), 4)
    1.7918
    >>> round(loss_at_start(1.0, 50_000), 1)
    11.3
    """
    examples = max(1, min(4096, MOST_SCORES // classes))
    scores = np.sqrt(max(signal, 0.0)) * np.random.default_rng(0).standard_normal((examples, classes))
    peak = scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores - peak).sum(axis=1)) + peak[:, 0]))

"""The gradient fades, or grows, from the output to the first layer before any training.

What it means
    Each layer multiplies the gradient's size by √(n Var(W) E[f'²]). A sigmoid's slope is at most 1/4, so that with
    usual weights the product over many layers is next to nothing: the first layers stand still.

What to look at
    The factor over all layers, and the activation of the layers that make it.

When to ignore
    With normalisation after each layer, and below four or five layers.

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
    S. Schoenholz et al., "Deep Information Propagation", arXiv 1611.01232.
"""

from collections.abc import Iterator
from math import prod, sqrt

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number
from analyzers.spec.model import NORMALISING
from analyzers.spec.propagation import passages

SATURATING = ("sigmoid", "tanh", "softplus")


@frozen()
class Limits:
    layers: int = 3  # hidden layers with weights below which the product is no concern
    fades: float = 0.01  # of the gradient's size that reaches the first layer
    grows: float = 1000.0


def check(setting: Setting, limits: Limits) -> Iterator[Finding]:
    prepared = setting.prepared
    passed = passages(prepared)
    hidden = passed[1:]
    normalised = any(layer.kind in NORMALISING for layer in prepared.spec.layers)
    if len(hidden) < limits.layers or normalised or any(layer.gradient == 0 for layer in passed):
        return
    factor = prod(sqrt(layer.gradient) for layer in hidden)
    if limits.fades <= factor <= limits.grows:
        return
    fades = factor < limits.fades
    kinds = {layer.activation for layer in passed[:-1]}
    saturating = bool(kinds & set(SATURATING))
    yield Finding(
        code="vanishing_gradients" if fades else "exploding_gradients",
        severity="warning",
        confidence=0.8,
        headline=f"At the start the gradient {'fades' if fades else 'grows'} by a factor of "
        f"{1 / factor if fades else factor:.3g} on its way to the first of {len(passed)} layers.",
        explanation="The first layers will hardly move." if fades else "The first steps will be far too long.",
        evidence={
            "gradient_factor": number(factor, "ratio"),
            "per_layer": number(factor ** (1 / len(hidden)), "ratio", "1 is ideal"),
            "layers": number(len(passed), "layers"),
        },
        causes=(
            Cause(
                "saturated_activations", 0.8 if saturating and fades else 0.1, f"slopes of {', '.join(sorted(kinds))}"
            ),
            Cause("poor_initialization", 0.6, "the deviation of the weights does not fit width and activation"),
        ),
    )


CHECK = Check(id="vanishing_gradients", severity="warning", check=check, doc=__doc__, limits=Limits())

"""Signals grow or fade from layer to layer before any training.

What it means
    The weights are drawn with a deviation that does not fit the layers' width. Where the deviation of the activations
    shrinks, every input looks the same at the output; where it grows, outputs and gradients are huge from the start.

What to look at
    The deviation of the activations of the first and of the last hidden layer at the first record. He's deviation
    sqrt(2/n) for ReLU, Glorot's sqrt(2/(n + m)) for tanh keep it the same.

When to ignore
    With normalisation after each layer the scale of the weights does not matter.

References
    K. He et al., "Delving Deep into Rectifiers", arXiv 1502.01852; X. Glorot, Y. Bengio, 2010.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import first_levels, key_of, learns

QUANTITY = "activation_std"


@frozen()
class Limits:
    layers: int = 3  # layers below which a ratio says little (the last one is the output)
    per_layer: float = 3.0  # factor from layer to layer, either way, that a fitting deviation does not give
    whole: float = 30.0  # and over all layers


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    deviations = first_levels(run, QUANTITY)
    hidden = list(deviations.items())[:-1] if len(deviations) > limits.layers else list(deviations.items())
    if len(hidden) < limits.layers or hidden[0][1] <= 0:
        return
    (first, start), (last, end) = hidden[0], hidden[-1]
    ratio = max(end, 1e-30) / start
    per_layer = ratio ** (1 / (len(hidden) - 1))
    if abs(np.log(ratio)) < np.log(limits.whole) or abs(np.log(per_layer)) < np.log(limits.per_layer):
        return
    fades = ratio < 1
    yield Finding(
        code="poor_initialization",
        severity="info" if learns(run) else "warning",
        confidence=0.85,
        headline=f"Before any training the signal {'fades' if fades else 'grows'} by a factor of "
        f"{1 / ratio if fades else ratio:.3g} from {first} to {last}.",
        explanation="All inputs look alike at the output." if fades else "Outputs and gradients are huge at the start.",
        where=stretch(run, key_of(last, QUANTITY), 0, 0),
        evidence={
            "first_deviation": number(start),
            "last_deviation": number(end),
            "per_layer": number(per_layer, "ratio", "1 is ideal"),
        },
        causes=(Cause("poor_initialization", 0.9, "the deviation of the weights does not fit the layers' width"),),
    )


RULE = Rule(
    id="poor_initialization",
    severity="warning",
    needs=(f"layer/*/{QUANTITY}",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

"""The gradient of the first layers is far smaller than that of the last ones.

What it means
    Each layer passes only a part of the gradient on (a sigmoid at most a quarter, so L of them at most 4^−L); the first
    layers hardly learn, however long the training.

What to look at
    The ratio of the gradient norms of the first and the last layer, and whether the loss falls.

When to ignore
    Adam and its kin divide by the size of the gradient: a moderate ratio does not slow them down.

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import key_of, learns, settled_levels

QUANTITY = "gradient_norm"


@frozen()
class Limits:
    ratio: float = 1e-3  # first over last layer's norm: five sigmoid layers at their best, 4^−5
    hopeless: float = 1e-6  # ratio below which the first layers stand still in float32
    zero: float = 1e-12  # norm of the last layer below which there is nothing to compare with


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    norms = settled_levels(run, QUANTITY)
    if len(norms) < 2:
        return
    (first, early), (last, late) = next(iter(norms.items())), next(reversed(norms.items()))
    if late <= limits.zero or early / late >= limits.ratio:
        return
    ratio = early / late
    yield Finding(
        code="vanishing_gradients",
        severity="info" if learns(run) else "critical" if ratio < limits.hopeless else "warning",
        confidence=0.9,
        headline=f"The gradient of {first} is {ratio:.2g} times that of {last}.",
        explanation="The first layers hardly learn: what they pass on stays random.",
        where=stretch(run, key_of(first, QUANTITY)),
        evidence={
            "first_over_last": number(ratio, "ratio"),
            "first_norm": number(early),
            "last_norm": number(late),
            "per_layer": number(ratio ** (1 / (len(norms) - 1)), "ratio", "what one layer passes on, on average"),
        },
        causes=(
            Cause("saturated_activations", 0.7, "σ' ≤ 1/4: bounded activations shrink the gradient in every layer"),
            Cause("poor_initialization", 0.6, "weights too small shrink it too"),
            Cause("dead_units", 0.3, "units that are off pass none of it"),
        ),
    )


RULE = Rule(
    id="vanishing_gradients",
    severity="warning",
    needs=(f"layer/*/{QUANTITY}",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

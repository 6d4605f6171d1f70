"""A step changes the weights by next to nothing.

What it means
    The ratio ‖ΔW‖/‖W‖ of one step is around 1e-3 in networks that learn well. At a millionth, a hundred thousand steps
    change a weight by a tenth; near 1e-7 float32 cannot even hold the change.

What to look at
    The layer with the largest ratio: where even that one hardly moves, the rate is too low.

When to ignore
    The run has converged, or its rate has been decayed on purpose: the loss tells.

References
    A. Karpathy, CS231n notes, "Ratio of weights:updates".
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import first_levels, key_of, learns

QUANTITY = "update_ratio"


@frozen()
class Limits:
    ratio: float = 1e-5  # ‖ΔW‖/‖W‖ of one step, a hundredth of the usual
    usual: float = 1e-3  # what networks that learn well show


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    ratios = first_levels(run, QUANTITY)
    layer = max(ratios, key=ratios.__getitem__, default=None)
    if layer is None or ratios[layer] > limits.ratio or learns(run):
        return
    ratio = ratios[layer]
    yield Finding(
        code="update_too_small",
        severity="warning",
        confidence=0.85,
        headline=f"No layer's weights change by more than {ratio:.2g} of their size in a step; "
        f"{limits.usual:g} is usual.",
        explanation="At this pace the network stays where it started."
        if ratio > 0
        else "Nothing is updated at all: look at the training loop.",
        where=stretch(run, key_of(layer, QUANTITY)),
        evidence={"update_ratio": number(ratio, "ratio"), "usual": number(limits.usual, "ratio")},
        causes=(
            Cause("learning_rate_too_low", 0.85 if ratio > 0 else 0.2, "the ratio is proportional to the rate"),
            Cause("no_parameter_update", 0.1 if ratio > 0 else 0.9, "weights that no step reaches do not change"),
        ),
    )


RULE = Rule(
    id="update_too_small",
    severity="warning",
    needs=(f"layer/*/{QUANTITY}",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

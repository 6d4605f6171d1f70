"""A step changes the weights by a large part of their size.

What it means
    The ratio ‖ΔW‖/‖W‖ of one step is around 1e-3 in networks that learn well. At a tenth and more each step forgets
    what the last ones found.

What to look at
    The layer with the largest ratio in the second half of the run, when the first quick steps are over.

When to ignore
    A layer that starts at 0, as a residual branch may, has a large ratio until it has grown.

References
    A. Karpathy, CS231n notes, "Ratio of weights:updates".
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import key_of, settled_levels

QUANTITY = "update_ratio"


@frozen()
class Limits:
    ratio: float = 0.1  # ‖ΔW‖/‖W‖ of one step, a hundred times the usual
    usual: float = 1e-3  # what networks that learn well show


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    ratios = settled_levels(run, QUANTITY)
    layer = max(ratios, key=ratios.__getitem__, default=None)
    if layer is None or ratios[layer] < limits.ratio:
        return
    yield Finding(
        code="update_too_large",
        severity="warning",
        confidence=0.85,
        headline=f"Each step changes the weights of {layer} by {ratios[layer]:.2g} of their size; "
        f"{limits.usual:g} is usual.",
        explanation="Steps this long forget what the last ones found.",
        where=stretch(run, key_of(layer, QUANTITY), len(run[key_of(layer, QUANTITY)]) // 2),
        evidence={"update_ratio": number(ratios[layer], "ratio"), "usual": number(limits.usual, "ratio")},
        causes=(Cause("learning_rate_too_high", 0.9, "the ratio is proportional to the rate"),),
    )


RULE = Rule(
    id="update_too_large",
    severity="warning",
    needs=(f"layer/*/{QUANTITY}",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

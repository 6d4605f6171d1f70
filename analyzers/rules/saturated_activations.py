"""The units of a layer sit at the limits of their activation.

What it means
    Where |activation'| is below 5 % of its maximum a unit passes hardly any gradient on: what lies before it does not
    learn. A sigmoid passes at most a quarter even at its best.

What to look at
    The layer, the share of its outputs, and whether it grows: weights or inputs that are too large saturate at once, a
    rate that is too high saturates on the way.

When to ignore
    An output layer that is right and sure of it is saturated too.

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import highest, learns

QUANTITY = "saturated_share"


@frozen()
class Limits:
    share: float = 0.5  # saturated share of a layer from which most of its gradient is lost
    blocked: float = 0.9  # share from which hardly anything passes


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    found = highest(run, QUANTITY, limits.share)
    if found is None:
        return
    start, end = found.start, found.end
    early = start >= limits.share
    yield Finding(
        code="saturated_activations",
        severity="info" if learns(run) else "critical" if end >= limits.blocked else "warning",
        confidence=0.9,
        headline=f"{end:.0%} of the outputs of {found.layer} are saturated"
        f"{' from the start' if early else f', {start:.0%} at the start'}.",
        explanation="Saturated units pass hardly any gradient on to the layers before them.",
        where=stretch(run, found.key),
        evidence={
            "saturated_share": number(end, "share"),
            "at_start": number(start, "share"),
            "layers_affected": number(found.affected, "layers"),
        },
        causes=(
            Cause("poor_initialization", 0.7 if early else 0.2, "weights too large saturate before any training"),
            Cause("unscaled_inputs", 0.5 if early else 0.2, "so do inputs that are too large"),
            Cause("learning_rate_too_high", 0.2 if early else 0.8, "long steps drive the weights up"),
        ),
    )


RULE = Rule(
    id="saturated_activations",
    severity="warning",
    needs=(f"layer/*/{QUANTITY}",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

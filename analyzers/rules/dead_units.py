"""Units of a layer are 0 for every input.

What it means
    A ReLU whose input is never positive has no gradient: it does not learn, and does not come back. A layer of which
    all units are dead cuts the network in two; only the output's bias still learns then.

What to look at
    The layer, the share of its units, and when they died: at the start it is the initialisation or the inputs, later a
    step that was too long.

When to ignore
    A third of dead units in a wide layer costs capacity, not the run.

References
    L. Lu et al., "Dying ReLU and Initialization: Theory and Numerical Examples", arXiv 1903.06733.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.layers import highest

QUANTITY = "dead_share"


@frozen()
class Limits:
    share: float = 0.5  # dead share of a layer from which its capacity is a concern
    cut: float = 0.95  # share from which nothing passes
    early: float = 0.8  # part of the final share that was there at the start: then the start is to blame


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    found = highest(run, QUANTITY, limits.share)
    if found is None:
        return
    start, end = found.start, found.end
    early = start >= limits.early * end
    yield Finding(
        code="dead_units",
        severity="critical" if end >= limits.cut else "warning",
        confidence=0.95,
        headline=f"{end:.0%} of the units of {found.layer} are 0 for every input"
        f"{', from the start' if early else f'; {start:.0%} were at the start'}.",
        explanation="They have no gradient and do not come back by themselves."
        if end < limits.cut
        else "Nothing about the input passes this layer any more.",
        where=stretch(run, found.key),
        evidence={
            "dead_share": number(end, "share"),
            "at_start": number(start, "share"),
            "layers_affected": number(found.affected, "layers"),
        },
        causes=(
            Cause("learning_rate_too_high", 0.2 if early else 0.9, "one long step can switch a unit off for good"),
            Cause("poor_initialization", 0.7 if early else 0.2, "too many units start on the flat side"),
            Cause("unscaled_inputs", 0.4 if early else 0.25, "inputs far from 0 push units to one side"),
        ),
    )


RULE = Rule(
    id="dead_units", severity="warning", needs=(f"layer/*/{QUANTITY}",), check=check, doc=__doc__, limits=Limits()
)

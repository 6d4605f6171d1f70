"""The network gets better on the training data and worse, or no better, on data it has not seen.

What it means
    It has learned what the two sets share and now learns the training examples by heart.

What to look at
    The best epoch, and what was lost since. Without a validation loss the gap of the accuracies tells.

When to ignore
    Validation accuracy still rises while validation loss does too: the network only grows too sure of its mistakes.
    That is reported as information, not as a warning.

References
    L. Prechelt, "Early Stopping - But When?", 1998; C. Guo et al., "On Calibration of Modern Neural Networks",
    arXiv 1706.04599.
"""

from collections.abc import Iterator
from dataclasses import replace

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.overfitting import accuracies, foreign, gap, qualities, turn
from analyzers.run import Run
from analyzers.signals.roles import roles


@frozen()
class Limits(qualities.Limits, gap.Limits, foreign.Limits):
    """Those of every way in which it shows."""


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        return
    ways = (turn.look, accuracies.look, gap.look, qualities.look)
    found = next((told for way in ways if (told := way(run, parts, limits)) is not None), None)
    never = foreign.look(run, parts, limits)
    told = found or never
    if told is not None:
        yield told if never is None else replace(told, causes=never.causes)


RULE = Rule(
    id="overfitting",
    severity="warning",
    needs=("val/loss|val/accuracy|val/auc",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

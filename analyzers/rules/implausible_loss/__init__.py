"""A loss takes a value that it cannot have.

What it means
    A cross-entropy, a squared or an absolute error is never below 0, a perplexity never below 1; and a loss of exactly
    0 is not reached while answers are still wrong, nor in one record. The labels are in the wrong form (say 1…C instead
    of 0…C − 1, or -1 and 1 for a binary cross-entropy), the output lacks its activation, or the target is empty.

What to look at
    What the log or the code calls the loss, and the accuracy beside it.
    A loss that falls by just as much as the accuracy rises is one of probabilities where logits were due: softmax
    before softmax.

When to ignore
    Many losses may be negative: a log-likelihood of a density, an evidence bound, a Wasserstein critic. Nothing is said
    where the loss is not named.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.implausible_loss import below_zero, of_nothing, probabilities
from analyzers.run import Run
from analyzers.signals.roles import roles


@frozen()
class Limits(below_zero.Limits, of_nothing.Limits, probabilities.Limits):
    """Those of every way in which it shows."""


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    """The first way in which it shows."""
    parts = roles(run)
    for way in (below_zero, of_nothing, probabilities):
        found = next(way.look(run, parts, limits), None)
        if found is not None:
            yield found
            return


RULE = Rule(
    id="implausible_loss",
    severity="critical",
    needs=("train/loss|val/loss",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

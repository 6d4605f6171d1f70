"""The run had learned something, then fell back.

What it means
    One or a few steps were so long that the network stopped passing its input on: the units of a layer died or
    saturated, and only the output's bias is still trained. It does not come back by itself. In reinforcement learning
    one update changed the policy so much that it lost its way, and now it only sees what a bad policy sees.

What to look at
    The record of the fall, and the constant: for classification it is the entropy of the class shares (ln C). For a
    policy the KL divergence and the clip fraction of the updates before.

When to ignore
    A restart of the optimizer or of the schedule can look the same for a few records.

References
    L. Lu et al., "Dying ReLU and Initialization", arXiv 1903.06733; J. Schulman et al., "Proximal Policy Optimization
    Algorithms", arXiv 1707.06347.
"""

from collections.abc import Iterator
from itertools import islice

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.collapsed import accuracy, chance, loss, reward
from analyzers.run import Run
from analyzers.signals.roles import roles


@frozen()
class Limits(loss.Limits, chance.Limits, accuracy.Limits, reward.Limits):
    """Those of every way in which it shows."""


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    games = roles(run).adversarial
    ways = (reward.look,) if games else (loss.look, chance.look, accuracy.look, accuracy.gone)
    yield from islice((found for look in ways if (found := look(run, limits))), 1)


RULE = Rule(
    id="collapsed",
    severity="critical",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy|*/reward",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

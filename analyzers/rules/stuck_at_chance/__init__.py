"""The network never gets better than guessing.

What it means
    The loss lies at the entropy of the class shares (ln C for C balanced classes), or the accuracy at the share of one
    class (1/C). The output's bias has learned how frequent the classes are; nothing about the input reaches it.

What to look at
    The excess over chance: it is the jitter of the output's bias, and grows with the learning rate. An accuracy that is
    1/C to all printed digits tells the number of classes. A cost that is summed over ⌈m/b⌉ minibatches and divided by
    ⌊m/b⌋ reads high by exactly that ratio.

When to ignore
    In the first few per cent of a long training: some networks need a while to start (see initial_plateau).

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
    L. Lu et al., "Dying ReLU and Initialization", arXiv 1903.06733.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.stuck_at_chance import at_chance, early, where_it_began
from analyzers.run import Run
from analyzers.signals.guessing import Guess, guess
from analyzers.signals.roles import roles
from analyzers.signals.summary import is_constant


@frozen()
class Limits(early.Limits, where_it_began.Limits):
    records: int = 3  # records below which nothing can be called stuck
    near: int = 5  # records below which a loss near ln C is that of any start


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    found, parts = guess(run), roles(run)
    if found is not None and not parts.adversarial and len(run[found.metric]) >= _least(run, found, limits):
        yield at_chance.finding(run, found, limits)
    elif parts.loss and len(run[parts.loss]) < limits.near:
        yield from early.look(run, limits)
    elif found is None:
        yield from where_it_began.look(run, limits)


def _least(run: Run, found: Guess, limits: Limits) -> int:
    """Records from which it is stuck: few of them near ln C are those of any start, unless they are all the same."""
    moves = found.chance is not None and not is_constant(run[found.metric].values[1:])
    return limits.near if moves else limits.records


RULE = Rule(
    id="stuck_at_chance",
    severity="critical",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy|*/*auc*|*/*r2*|*/*error*",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

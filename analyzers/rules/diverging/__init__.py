"""The loss grows instead of falling.

What it means
    Each step overshoots: along the steepest direction the error is multiplied by 1 − ηλ (η the learning rate, λ the
    curvature), and that factor is beyond −1. The weights get worse with every record.

What to look at
    The factor per record. Where it is steady, and the optimizer is plain or momentum gradient descent with a known rate
    and a known number of steps a record, it proves the critical learning rate 2(1 + β)/λ without any model.
    Adam's limit, (2 + 2β₁)/((1 − β₁)η) = 38/η in its preconditioned curvature, is another one: no number is given.

When to ignore
    Losses of a game (GAN) or of a changing data distribution (reinforcement learning) may grow while all is well;
    there only an explosion counts, and a generator that loses is information. So is a climb of a few per cent, however
    even, and any slow one in a piece out of the middle of a run.

References
    Y. LeCun et al., "Efficient BackProp", 1998; G. Goh, "Why Momentum Really Works", 2017;
    J. Cohen et al., "Adaptive Gradient Methods at the Edge of Stability", arXiv 2207.14484.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.diverging import lost, told, trees
from analyzers.rules.diverging.told import finding
from analyzers.run import Run
from analyzers.signals import games
from analyzers.signals.growth import growth
from analyzers.signals.progress import begins
from analyzers.signals.roles import Roles, roles, shares
from analyzers.signals.shape import shape


@frozen()
class Limits(told.Limits, trees.Limits):
    """Those of every way in which it shows."""

    explosion: float = 3.0  # growth over an unbroken final rise that ends above all before it
    game: float = 100.0  # the same for losses that may grow while all is well


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    beaten = games.lost(run)
    key = beaten or parts.loss
    found = shape(run[key]) if key else None
    if key is None or found is None or abs(found.end) < limits.rounding:
        return
    values = run[key].values
    burst = growth(values)
    if burst and not lost.explodes(run[key], burst, limits.game if parts.adversarial else limits.explosion):
        burst = None
    unseen = key.startswith(("val", "test")) and found.end < limits.explosion * found.start  # see overfitting
    unseen = unseen and not lost.jumps(found.curve, limits)
    calm = parts.adversarial or unseen or _learns(run, parts, limits)
    if parts.booster and key.startswith("train") and not burst and trees.worsens(values, limits):
        yield trees.of_trees(finding(run, key, found, None, limits))
    elif burst or not (calm or not lost.is_lost(run[key], found, limits)):
        yield finding(run, key, found, burst, limits)
    elif beaten:
        yield told.of_a_game(finding(run, key, found, None, limits))
    elif key.startswith("train") and not parts.adversarial and lost.creeps(found, limits):
        far = begins(run[key]) and found.rise > limits.lost * found.level
        yield told.of_a_creep(finding(run, key, found, None, limits), far)


def _learns(run: Run, parts: Roles, limits: Limits) -> bool:
    """Whether a quality has risen by much, and rises on."""
    known = [shares(run[key]) for key in parts.qualities]
    return any(each[-1] - each[0] >= limits.learnt and len(each) > 2 and each[-1] > each[-2] for each in known)


RULE = Rule(
    id="diverging",
    severity="critical",
    needs=("train/loss|val/loss",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

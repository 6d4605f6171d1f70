"""Take shorter steps.

What it does
    Lowers the learning rate: to half the critical rate where the curve proves one, else by a factor that depends on how
    badly the steps overshoot, and at least down to what the optimizer usually bears.

When it helps
    The loss grows, jumps, turns NaN, or a first huge step has killed the units of a layer.

What it costs
    Time: the number of steps to the same loss grows as the rate falls. Far too low a rate looks like a plateau.

References
    Y. LeCun et al., "Efficient BackProp", 1998 (2/λ); J. Cohen et al., arXiv 2103.00065 (edge of stability).
"""

from analyzers.optimizers import construct, scaled
from analyzers.remedy import Remedy, Suggestion, because, to_rate
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import likelihood, lowered, measured, reduction, rounded

TOO_EAGER = frozenset({"overfitting", "late_plateau", "noisy_loss", "unstable_validation", "diverging"})
"""Findings of boosting whose trees each take too large a share."""

FALLING = 0.4  # where the loss falls under its noise: single batches scatter at any rate
SHARES = {3: "third", 10: "tenth", 100: "hundredth"}


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.booster:
        return _boosting(known, finding) if finding.code in TOO_EAGER else None
    rate = lowered(known, finding)
    return Suggestion(
        action="lower_learning_rate",
        headline=_headline(known, finding, rate),
        why=_why(finding),
        weight=FALLING if likelihood(finding, "too_few_epochs") > 0 else 1.0,
        addresses=(finding.code,),
        patch=to_rate(rate),
        code=construct(known.optimizer, rate, known.momentum) if rate else scaled(1 / reduction(finding)),
    )


def _headline(known: Setup, finding: Finding, rate: float | None) -> str:
    if rate is None:
        return f"Lower the learning rate to a {SHARES[reduction(finding)]} of what it is"
    before = f" from {known.rate:.3g}" if known.rate else ""
    return f"Lower the learning rate{before} to {rate:g}"


def _why(finding: Finding) -> str:
    critical = measured(finding, "critical_learning_rate")
    if critical:
        return f"The curve proves {critical:.4g} to be the critical rate; half of it converges with a margin."
    return because(finding, "learning_rate_too_high", "Shorter steps stay in the region where the loss falls.")


def _boosting(known: Setup, finding: Finding) -> Suggestion:
    rate = rounded(known.rate / 3) if known.rate else 0.05
    name = "eta" if known.booster == "xgboost" else "learning_rate"
    return Suggestion(
        action="lower_learning_rate",
        headline=f"Lower the shrinkage ({name}) to {rate:g}, with early stopping",
        why="Smaller shares of each tree fit the noise later; more rounds make up for it.",
        weight=0.5,
        addresses=(finding.code,),
        code={known.booster: f'params["{name}"] = {rate:g}', "sklearn": f"model.set_params(learning_rate={rate:g})"},
    )


REMEDY = Remedy(
    action="lower_learning_rate",
    title="Lower the learning rate",
    addresses={
        "learning_rate_too_high": 1.0,
        "learning_rate_above_stability_limit": 1.0,
        "update_too_large": 0.9,
        "diverging": 0.8,
        "non_finite_loss": 0.6,
        "oscillating": 0.6,
        "unstable_validation": 0.5,
        "collapsed": 0.6,
        "dead_units": 0.6,
        "loss_spikes": 0.4,
        "noisy_loss": 0.65,
        "stuck_at_chance": 0.25,
        "overfitting": 0.2,
    },
    suggest=suggest,
    doc=__doc__,
)

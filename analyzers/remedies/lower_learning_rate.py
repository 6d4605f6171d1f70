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

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, construct, likelihood, measured, rounded, scaled, setup

GENTLE = frozenset({"oscillating", "noisy_loss", "unstable_validation", "late_plateau", "loss_spikes", "overfitting"})
"""Findings of a run that learns all the same: a third of the rate is enough."""

LEARNING = frozenset({"late_plateau", "noisy_loss"})
"""Findings of a rate that was right to begin with: lowering it later, by a schedule, is worth more."""


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    critical = measured(finding, "critical_learning_rate")
    weight = 0.6 if finding.code in LEARNING else 1.0
    if known.booster:
        return _boosting(known, finding) if finding.code in GENTLE else None
    if known.rate is None:
        factor = 1 / _factor(finding)
        return _suggestion(
            finding,
            f"Lower the learning rate to {_share(finding)} of what it is",
            _why(finding),
            scaled(factor),
            weight,
        )
    rate = rounded(critical / 2) if critical else rounded(_target(known, known.rate, finding))
    why = (
        f"The curve proves {critical:.4g} to be the critical rate; half of it converges with a margin."
        if critical
        else _why(finding)
    )
    return _suggestion(
        finding,
        f"Lower the learning rate from {known.rate:g} to {rate:g}",
        why,
        construct(known, rate),
        weight,
        ({"op": "replace", "path": "/training/optimizer/learning_rate", "value": rate},),
    )


def _factor(finding: Finding) -> int:
    growth = measured(finding, "growth_per_record")
    mild = growth is not None and growth < 1.5 and finding.code != "non_finite_loss"
    return 3 if finding.code in GENTLE or mild else 10


def _share(finding: Finding) -> str:
    return "a third" if _factor(finding) == 3 else "a tenth"


def _target(known: Setup, rate: float, finding: Finding) -> float:
    lowered = rate / _factor(finding)
    if finding.code in GENTLE or not known.optimizer:
        return lowered
    dead = likelihood(finding, "dead_units") >= 0.5 or finding.code == "dead_units"
    return min(lowered, known.usual_rate * (0.3 if dead and known.adaptive else 1.0))


def _why(finding: Finding) -> str:
    said = {cause.code: cause.why for cause in finding.causes}.get("learning_rate_too_high")
    return f"{said[0].upper()}{said[1:]}." if said else "Shorter steps stay in the region where the loss falls."


def _boosting(known: Setup, finding: Finding) -> Suggestion:
    rate = rounded(known.rate / 3) if known.rate else 0.05
    name = "eta" if known.booster == "xgboost" else "learning_rate"
    return _suggestion(
        finding,
        f"Lower the shrinkage ({name}) to {rate:g}, with early stopping",
        "Smaller trees' shares fit the noise later; more rounds make up for it.",
        {known.booster: f'params["{name}"] = {rate:g}', "sklearn": f"model.set_params(learning_rate={rate:g})"},
        0.5,
    )


def _suggestion(
    finding: Finding,
    headline: str,
    why: str,
    code: dict[str, str],
    weight: float,
    patch: tuple[dict[str, object], ...] = (),
) -> Suggestion:
    return Suggestion("lower_learning_rate", headline, why, weight, (finding.code,), patch, code)


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
        "noisy_loss": 0.35,
        "overfitting": 0.2,
    },
    suggest=suggest,
    doc=__doc__,
)

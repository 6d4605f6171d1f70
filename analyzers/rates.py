"""Which learning rate to try instead, from what a finding measured and what the optimizer usually bears."""

from analyzers.rule import Finding
from analyzers.setup import Setup

GENTLE = frozenset({"oscillating", "noisy_loss", "unstable_validation", "late_plateau", "loss_spikes", "overfitting"})
"""Findings of a run that learns all the same: a third of the rate is enough."""


def lowered(known: Setup, finding: Finding) -> float | None:
    """A rate at which the steps no longer overshoot; None where the present one is not known.

    Half the critical rate where the curve proves one. Else a tenth (a third for GENTLE findings), and where the run
    does not learn at all no more than the optimizer's usual rate; less where units have died under Adam and its kin,
    whose steps do not shrink with the gradient.
    """
    critical = measured(finding, "critical_learning_rate")
    if critical:
        return rounded(critical / 2)
    if known.rate is None:
        return None
    rate = known.rate / reduction(finding)
    if gentle(finding) or not known.optimizer:
        return rounded(rate)
    dead = likelihood(finding, "dead_units") >= 0.5 or finding.code == "dead_units"
    return rounded(min(rate, known.usual_rate * (0.3 if dead and known.adaptive else 1.0)))


def reduction(finding: Finding) -> int:
    """By which factor to lower a rate: 3 where the run learns or grows mildly, else 10."""
    growth = measured(finding, "growth_per_record")
    mild = growth is not None and growth < 1.5 and finding.code != "non_finite_loss"
    return 3 if gentle(finding) or mild else 10


def gentle(finding: Finding) -> bool:
    """Whether the run learns all the same; not where its loss is out of all proportion, or its first step broke it."""
    astray = max(likelihood(finding, "unscaled_inputs") / 0.6, likelihood(finding, "learning_rate_too_high") / 0.75)
    return finding.code in GENTLE and (astray < 1 or finding.code == "oscillating")


def measured(finding: Finding, *names: str) -> float | None:
    """The first of these numbers that a finding has as evidence."""
    found = (finding.evidence[name].value for name in names if name in finding.evidence)
    return next((value for value in found if value is not None), None)


def likelihood(finding: Finding, cause: str) -> float:
    """How likely a finding holds a cause to be, 0…1."""
    return max((each.likelihood for each in finding.causes if each.code == cause), default=0.0)


def rounded(value: float) -> float:
    """A number as people would type it: two significant digits.

    >>> rounded(0.00346575), rounded(30000.0)
    (0.0035, 30000.0)
    """
    return float(f"{value:.2g}")

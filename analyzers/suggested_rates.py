"""Which learning rate to try instead, from what a finding measured and what the optimizer usually bears."""

from dataclasses import replace

from analyzers.optimizers import OPTIMIZERS
from analyzers.rule import Cause, Finding
from analyzers.setup import Setup

AT_THE_EDGE = frozenset({"oscillating", "late_plateau"})
"""Findings of a rate that is nearly borne: a third of it is enough (docs/remedies.md)."""

BEYOND_USUAL = 10.0  # how far above its optimizer's usual rate a suggestion may go: SGD 0.1, Adam 0.01

FAR = 25.0  # times the usual rate, or a share of it, from which the rate is at fault whatever the curve looks like
SURE = 0.6  # likelihood of the opposite cause, from which the curve itself says that the rate is not
BY_FAR = 0.86  # of 128 runs with such a rate a better one, or Adam, was among the best answers for 110


def informed(finding: Finding, known: Setup) -> Finding:
    """The finding with what the stated rate says of its causes, where it is far from the optimizer's usual one."""
    if known.rate is None or known.optimizer not in OPTIMIZERS or known.booster:
        return finding
    times = known.rate / known.usual_rate
    if 1 / FAR < times < FAR or (times < 1 and known.tunes):  # rewards are tuned for at a hundredth of it
        return finding
    cause, opposite = ("too_high", "too_low") if times > 1 else ("too_low", "too_high")
    if likelihood(finding, f"learning_rate_{opposite}") >= SURE:
        return finding
    why = f"{known.rate:g} is {_told(times)} the usual rate of {known.optimizer}"
    return replace(finding, causes=(*finding.causes, Cause(f"learning_rate_{cause}", BY_FAR, why)))


def _told(times: float) -> str:
    """A factor as people say it.

    >>> _told(200.0), _told(0.004), _told(0.0)
    ('200 times', '1/250 of', 'nothing of')
    """
    if times > 1:
        return f"{rounded(times):g} times"
    return f"1/{rounded(1 / times):g} of" if times else "nothing of"


def lowered(known: Setup, finding: Finding) -> float | None:
    """A rate at which the steps no longer overshoot; None where the present one is not known.

    Half the critical rate where the curve proves one. Else a share of it, and where the run does not learn at all no
    more than the optimizer's usual rate; less where units have died under Adam and its kin, whose steps do not shrink
    with the gradient.
    """
    critical = measured(finding, "critical_learning_rate")
    if critical:
        return rounded(critical / 2)
    if known.rate is None:
        return None
    if known.optimizer not in OPTIMIZERS:
        return rounded(known.rate / reduction(finding))
    rate = known.rate / min(10, reduction(finding))  # how far beyond that tells the usual rate
    if finding.severity != "critical":  # it learns all the same
        return rounded(min(rate, BEYOND_USUAL * known.usual_rate))
    dead = likelihood(finding, "dead_units") >= 0.5 or finding.code == "dead_units"
    return rounded(min(rate, known.usual_rate * (0.3 if dead and known.adaptive else 1.0)))


def reduction(finding: Finding) -> int:
    """By which factor to lower a rate: 100 where nothing is left of the loss, 3 where the run bears it nearly, else 10.

    Of what lowering can gain a tenth brought 0.41 and a hundredth 0.93 where the loss was not finite; a third 0.66 and
    a tenth 0.76 elsewhere (docs/remedies.md).
    """
    growth = measured(finding, "growth_per_record")
    mild = growth is not None and growth < 1.5
    return 100 if finding.code == "non_finite_loss" else 3 if finding.code in AT_THE_EDGE or mild else 10


def measured(finding: Finding, *names: str) -> float | None:
    """The first of these numbers that a finding has as evidence."""
    for name in names:
        found = finding.evidence.get(name)
        if found is not None and found.value is not None:
            return found.value
    return None


def likelihood(finding: Finding, cause: str) -> float:
    """How likely a finding holds a cause to be, 0…1."""
    return max((each.likelihood for each in finding.causes if each.code == cause), default=0.0)


def rounded(value: float) -> float:
    """A number as people would type it: two significant digits.

    >>> rounded(0.00346575), rounded(30000.0)
    (0.0035, 30000.0)
    """
    return float(f"{value:.2g}")

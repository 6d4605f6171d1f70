"""Take longer steps.

What it does
    Raises the learning rate by the factor that the curve calls for, and not beyond ten times what the optimizer usually
    bears.

When it helps
    The loss falls evenly and far above its own noise, but would need many times the training to arrive.

What it costs
    Nothing while the loss keeps falling; beyond the edge of stability it diverges. Raise it in steps of 3.

References
    L. Smith, "Cyclical Learning Rates for Training Neural Networks", arXiv 1506.01186 (learning-rate range test).
"""

import math
from collections.abc import Mapping

from analyzers.optimizers import construct, scaled
from analyzers.remedy import Remedy, Suggestion, because, to_rate
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import BEYOND_USUAL, FAR, measured, rounded


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.booster:
        return _boosting(known, finding)
    far = known.rate is not None and known.rate * FAR < known.usual_rate
    weight = LOST if finding.code == "stuck_at_chance" and not known.adaptive and not far else 1.0
    if known.rate is None:
        factor = float(f"{_factor(finding):.1g}")
        headline = f"Raise the learning rate to {factor:g} times what it is"
        return Suggestion("raise_learning_rate", headline, _why(finding), weight, (finding.code,), (), scaled(factor))
    rate = _target(known, known.rate, finding)
    if rate <= 1.2 * known.rate:
        return None
    return Suggestion(
        action="raise_learning_rate",
        headline=f"Raise the learning rate from {known.rate:.3g} to {rate:g}",
        why=_why(finding),
        weight=weight,
        addresses=(finding.code,),
        patch=to_rate(rate),
        code=construct(known.optimizer, rate, known.momentum),
    )


LOST = 0.5  # gradient descent that does not leave the start would need a rate nobody can tell: Adam's is known
EVEN = "Progress is even and far above the noise of the curve: the same path can be walked in longer steps."
GETS_ON = frozenset({"slow_convergence", "still_improving"})
"""Findings of a loss that falls, only slowly."""

USUAL_FACTOR: Mapping[str, float] = {"still_improving": 3.0, "stuck_at_chance": 30.0}  # else 10; see docs/remedies.md


def _why(finding: Finding) -> str:
    return EVEN if finding.code in GETS_ON else because(finding, "learning_rate_too_low", "Longer steps get on sooner.")


def _factor(finding: Finding) -> float:
    """By how much the run is too slow: three times as often as its length fits into the way left, within 3…100.

    The way is rarely straight: measured best are 100 where less than 3 % of the loss is gone, 30 at 10 %, 10 at 30 %.
    """
    left, length = measured(finding, "records_to_zero"), measured(finding, "records")
    return min(100.0, max(3.0, 3 * left / length)) if left and length else USUAL_FACTOR.get(finding.code, 10.0)


def _target(known: Setup, rate: float, finding: Finding) -> float:
    """At least the usual rate, except for a pace that is right as it is, and not beyond ten times it; with momentum,

    which multiplies the way of a step by 1/(1 − momentum), not beyond the geometric mean of the two.
    """
    least = 0.0 if finding.code == "still_improving" else known.usual_rate
    most = BEYOND_USUAL * known.usual_rate * math.sqrt(1 - min(max(known.momentum, 0.0), 0.99))
    return rounded(min(max(least, _factor(finding) * rate), max(most, least)))


def _boosting(known: Setup, finding: Finding) -> Suggestion | None:
    if known.rate is not None and known.rate >= 0.3:
        return None
    rate = rounded(min(0.3, 3 * known.rate)) if known.rate else 0.3
    name = "eta" if known.booster == "xgboost" else "learning_rate"
    code = {known.booster: f'params["{name}"] = {rate:g}', "sklearn": f"model.set_params(learning_rate={rate:g})"}
    why = "Every tree takes only a small share of what is left to fit."
    return Suggestion(
        "raise_learning_rate",
        f"Raise {name} to {rate:g}",
        why,
        1.1 if known.rate is not None and known.rate < 0.05 else 0.7,
        (finding.code,),
        (),
        code,
    )


REMEDY = Remedy(
    action="raise_learning_rate",
    title="Raise the learning rate",
    addresses={"learning_rate_too_low": 1.0, "update_too_small": 0.9, "slow_convergence": 0.85, "still_improving": 0.9},
    suggest=suggest,
    doc=__doc__,
)

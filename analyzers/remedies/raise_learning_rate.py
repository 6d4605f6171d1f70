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

from analyzers.optimizers import construct, scaled
from analyzers.rates import measured, rounded
from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup

BEYOND_USUAL = 10.0  # how far above the usual rate a suggestion may go: SGD 0.1, Adam 0.01


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.booster:
        return _boosting(known, finding)
    if known.rate is None:
        factor = float(f"{_factor(finding, 3.0):.1g}")
        headline = f"Raise the learning rate to {factor:g} times what it is"
        return Suggestion(
            "raise_learning_rate", headline, WHY, _weight(known, finding), (finding.code,), (), scaled(factor)
        )
    rate = _target(known, known.rate, finding)
    if rate <= 1.2 * known.rate:
        return None
    return Suggestion(
        action="raise_learning_rate",
        headline=f"Raise the learning rate from {known.rate:g} to {rate:g}",
        why=WHY,
        weight=_weight(known, finding),
        addresses=(finding.code,),
        patch=({"op": "replace", "path": "/training/optimizer/learning_rate", "value": rate},),
        code=construct(known.optimizer, rate, known.momentum),
    )


FEW = 6  # records below which a pace is not to be trusted
WHY = "Progress is even and far above the noise of the curve: the same path can be walked in longer steps."


def _weight(known: Setup, finding: Finding) -> float:
    """A run that ended early is brought further by longer steps than by more of them.

    Unless there are too few records to trust its pace, or the rate is known to be a usual one or above already.
    """
    if finding.code != "still_improving":
        return 1.0
    room = known.rate is None or not known.optimizer or known.rate <= known.usual_rate
    records = measured(finding, "records")
    return 1.1 if room and (records is None or records >= FEW) else 0.8


def _factor(finding: Finding, cautious: float) -> float:
    """By how much the run is too slow: how often its length fits into the way that is left, within 3…30."""
    left, length = measured(finding, "records_to_zero"), finding.where and finding.where.last - finding.where.first + 1
    return min(30.0, max(3.0, rounded(left / length))) if left and length else cautious


def _target(known: Setup, rate: float, finding: Finding) -> float:
    if finding.code == "still_improving":  # its pace is right as it is
        return rounded(min(3 * rate, BEYOND_USUAL * known.usual_rate))
    if rate < 0.1 * known.usual_rate:
        return max(known.usual_rate, rounded(10 * rate)) if rate > 0.001 * known.usual_rate else known.usual_rate
    factor = _factor(finding, 3.0 if known.adaptive else 10.0)
    return rounded(min(factor * rate, BEYOND_USUAL * known.usual_rate))


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

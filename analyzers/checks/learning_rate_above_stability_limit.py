"""The learning rate is above what the loss's curvature allows.

What it means
    Along the steepest direction of a loss of sharpness λ one step of gradient descent multiplies the error by
    1 - ηλ. Above η = 2/λ that is more than 1 in size: the loss grows from step to step.

What to look at
    The rate beside the limit, which is measured on the network and the data at the start. Momentum β raises it to
    2(1 + β)/λ; Adam has a limit of its own on the preconditioned loss.

When to ignore
    A little above the limit, networks may move to a flatter place by themselves and train on.

References
    Y. LeCun et al., "Efficient BackProp", 1998; G. Goh, "Why Momentum Really Works", 2017; J. Cohen et al.,
    arXiv 2103.00065 and 2207.14484.
"""

from collections.abc import Iterator

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number


@frozen()
class Limits:
    certain: float = 2.0  # times the limit from which no flatter place is near enough


def check(setting: Setting, limits: Limits) -> Iterator[Finding]:
    training, largest = setting.prepared.spec.training, setting.largest_rate
    if largest is None or not 0 < largest < training.learning_rate:
        return
    times = training.learning_rate / largest
    certain = times >= limits.certain
    evidence = {
        "learning_rate": number(training.learning_rate),
        "critical_learning_rate": number(largest),
        "times": number(times, "ratio"),
    }
    if setting.sharpness is not None:
        evidence["sharpness"] = number(setting.sharpness, "", "largest eigenvalue of the Hessian at the start")
    yield Finding(
        code="learning_rate_above_stability_limit",
        severity="critical" if certain or not setting.prepared.spec.layers[1:] else "warning",
        confidence=0.95 if certain else 0.75,
        headline=f"A learning rate of {training.learning_rate:g} is {times:.3g} times the {largest:.3g} "
        f"up to which {training.optimizer.kind} is stable here.",
        explanation="Each step overshoots the minimum along the steepest direction by more than it started with.",
        evidence=evidence,
        causes=(Cause("learning_rate_too_high", 0.95, "the loss grows at any rate above the limit"),),
    )


CHECK = Check(id="learning_rate_above_stability_limit", severity="critical", check=check, doc=__doc__, limits=Limits())

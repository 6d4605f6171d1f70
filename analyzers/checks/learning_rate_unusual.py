"""The learning rate is far from what its optimizer is used with.

What it means
    Adam and its kin move every weight by about the rate in each step, so that 0.1 is a tenth of a typical weight;
    plain gradient descent multiplies the gradient, and bears more. A rate of 0 trains nothing.

What to look at
    The rate beside the usual one. A decade apart is common, two decades are rarely meant.

When to ignore
    Tiny networks, full batches and scaled inputs bear more; fine-tuning wants less.

References
    D. Kingma, J. Ba, "Adam", arXiv 1412.6980; Y. Bengio, "Practical Recommendations", arXiv 1206.5533, section 3.1.
"""

from collections.abc import Iterator

from analyzers.check import Check, Setting
from analyzers.frozen import frozen
from analyzers.optimizers import OPTIMIZERS
from analyzers.rule import Cause, Finding, Severity, number


@frozen()
class Limits:
    above: float = 30.0  # times the usual rate from which few networks train
    far_above: float = 100.0
    below: float = 100.0  # parts of the usual rate below which training takes too long to be meant


def check(setting: Setting, limits: Limits) -> Iterator[Finding]:
    training = setting.prepared.spec.training
    known, rate = OPTIMIZERS.get(training.optimizer.kind), training.learning_rate
    if known is None:
        return
    if rate == 0:
        yield _zero(known.name)
    elif rate > limits.above * known.usual:
        hopeless = known.adaptive and rate > limits.far_above * known.usual
        severity: Severity = "critical" if hopeless else "warning"
        yield _unusual(known.name, rate, known.usual, "above", "learning_rate_too_high", severity)
    elif rate * limits.below < known.usual:
        yield _unusual(known.name, rate, known.usual, "below", "learning_rate_too_low", "warning")


def _unusual(name: str, rate: float, usual: float, side: str, cause: str, severity: Severity) -> Finding:
    high = side == "above"
    times = rate / usual if high else usual / rate
    return Finding(
        code="learning_rate_unusual",
        severity=severity,
        confidence=0.7,
        headline=f"A learning rate of {rate:g} is {times:.3g} times {side} the {usual:g} usual with {name}.",
        explanation="Steps of this length overshoot in most networks." if high else "Progress may be too slow to see.",
        evidence={"learning_rate": number(rate), "usual": number(usual), "times": number(times, "ratio")},
        causes=(Cause(cause, 0.7, f"{times:.3g} times {side} the usual rate"),),
    )


def _zero(name: str) -> Finding:
    return Finding(
        code="learning_rate_unusual",
        severity="critical",
        confidence=1.0,
        headline=f"The learning rate of {name} is 0: nothing will be learnt.",
        explanation="Every step multiplies the gradient by 0.",
        evidence={"learning_rate": number(0.0)},
        causes=(
            Cause("no_parameter_update", 1.0, "steps of length 0 leave every weight as it is"),
            Cause("learning_rate_too_low", 1.0, "it is 0"),
        ),
    )


CHECK = Check(id="learning_rate_unusual", severity="warning", check=check, doc=__doc__, limits=Limits())

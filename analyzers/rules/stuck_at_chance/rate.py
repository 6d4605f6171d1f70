"""How likely the learning rate keeps a network at chance: by itself where it is known, else by how the curve stands."""

from analyzers.frozen import frozen
from analyzers.run import Run
from analyzers.signals.standstill import Standstill

ADAPTIVE = ("adam", "rmsprop", "nadam")  # optimizers whose steps do not shrink with the gradient
FIRST_STEP = "a first long step kills units"

STATED = 0.9  # the rate is known, and high by itself
ASTRAY = 0.75  # the first steps made things worse than a guess
JITTERING = 0.7  # the output's bias jumps about
ASTRAY_AT_USUAL = 0.6  # far astray at a known rate that is usual: more likely the inputs are huge
UNTOLD = 0.4  # there is no loss to look at
CALM = 0.25  # neither went astray nor jitters
CREEPING = 0.1  # the steps are short


@frozen()
class Limits:
    usual: float = 0.3  # learning rate from which gradient descent is suspect
    usual_adaptive: float = 0.01  # the same for Adam and its kin, whose steps do not shrink with the gradient
    low: float = 5e-4  # rate over (1 − momentum) below which gradient descent hardly leaves the start
    low_adaptive: float = 3e-6  # the same for Adam and its kin
    astray: float = 1.03  # first record over the level, from which the first steps made things worse than a guess
    huge: float = 50.0  # the same, from which the scale of the inputs is suspect
    jitter: float = 0.015  # level over chance, minus 1, that the output's bias does not reach at a usual rate
    smooth: float = 0.1  # scatter over the excess, below which the excess is that of the start and not jitter
    even: float = 0.85  # share of falling records from which a creep is no noise


def too_high(run: Run, shown: Standstill | None, limits: Limits) -> tuple[float, str]:
    """The likelihood that the rate is too high, and why. shown: None where only an accuracy tells"""
    rate, optimizer = run.known("learning_rate"), str(run.known("optimizer") or "").lower()
    usual = limits.usual_adaptive if optimizer.startswith(ADAPTIVE) else limits.usual
    if isinstance(rate, int | float) and rate >= usual:
        return STATED, f"{rate:g} is high for {optimizer or 'this optimizer'}"
    if shown is None:
        return UNTOLD, FIRST_STEP
    if creeps(shown, limits):
        return CREEPING, FIRST_STEP
    if shown.start > limits.astray:
        usual_rate = shown.start > limits.huge and isinstance(rate, int | float) and bool(optimizer)
        why = f"the loss began at {shown.start:.3g} times its level: the first steps went astray"
        return ASTRAY_AT_USUAL if usual_rate else ASTRAY, why
    if shown.excess > limits.jitter and shown.scatter > limits.smooth * shown.excess:
        return JITTERING, f"the loss lies {100 * shown.excess:.2g} % above chance, the jitter of steps too long"
    return CALM, FIRST_STEP


def creeps(shown: Standstill, limits: Limits) -> bool:
    """Whether the loss goes down from record to record, by however little, as it does at a rate too low."""
    return shown.falling >= limits.even and shown.start < limits.astray


def is_tiny(run: Run, limits: Limits) -> bool:
    """Whether the rate is known and so low that too high it cannot be."""
    rate, optimizer, momentum = run.known("learning_rate"), run.known("optimizer"), run.known("momentum")
    if not isinstance(rate, int | float) or rate <= 0 or not optimizer:
        return False
    if str(optimizer).lower().startswith(ADAPTIVE):
        return rate < limits.low_adaptive
    return rate / (1 - momentum if isinstance(momentum, float) and 0 <= momentum < 1 else 1) < limits.low

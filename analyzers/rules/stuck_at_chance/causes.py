"""What may keep a network at chance: by the stated rate, and by how the loss stands still there."""

from dataclasses import dataclass

import numpy as np

from analyzers.rule import Cause
from analyzers.run import Run
from analyzers.signals.guessing import Guess
from analyzers.signals.roles import roles
from analyzers.signals.standstill import Standstill, standstill

ADAPTIVE = ("adam", "rmsprop", "nadam")  # optimizers whose steps do not shrink with the gradient


@dataclass(frozen=True)
class Limits:
    usual: float = 0.3  # learning rate from which gradient descent is suspect
    usual_adaptive: float = 0.01  # the same for Adam and its kin, whose steps do not shrink with the gradient
    low: float = 5e-4  # rate over (1 − momentum) below which gradient descent hardly leaves the start
    low_adaptive: float = 3e-6  # the same for Adam and its kin
    astray: float = 1.03  # first record over the level, from which the first steps made things worse than a guess
    huge: float = 50.0  # the same, from which the scale of the inputs is suspect
    jitter: float = 0.015  # level over chance, minus 1, that the output's bias does not reach at a usual rate
    exact: float = 5e-4  # first record over chance, minus 1, within which the outputs began equal: weights of 0
    smooth: float = 0.1  # scatter over the excess, below which the excess is that of the start and not jitter
    sure: float = 0.002  # excess from which more than the output's bias is at work: weights, but no inputs
    frozen: float = 1e-6  # spread over the level below which nothing moves: the rounding of float32
    even: float = 0.85  # share of falling records from which a creep is no noise


def causes(run: Run, found: Guess, limits: Limits, sure: bool) -> tuple[Cause, ...]:
    high, why = _too_high(run, found, limits)
    shown = standing(run, found)
    creeps = shown is not None and shown.falling >= limits.even and shown.start < limits.astray
    frozen = shown is not None and shown.spread < limits.frozen and not _others_move(run, found.metric)
    creeps = creeps or (shown is not None and shown.spread < limits.frozen and not frozen)
    equal = shown is not None and max(abs(shown.first), shown.scatter) < limits.exact and not frozen
    noisy = shown is not None and shown.excess > limits.sure
    at_once = shown is not None and shown.start < limits.astray and high < 0.5 and not creeps and not frozen
    huge = shown is not None and shown.start > limits.huge
    untouched = frozen or (shown is not None and not creeps and _is_untouched(shown, limits))
    tiny = _is_tiny(run, limits) and not huge
    high = min(high, 0.05) if tiny else high
    low = 0.8 if tiny else 0.4 if equal else 0.8 if creeps else 0.1
    wrong = 0.9 if sure else 0.25
    return (
        Cause("learning_rate_too_high", high, why),
        Cause("dead_units", 0.8 * high + 0.05, "units that no input switches on pass nothing on, and do not come back"),
        _initialization(equal, at_once and not noisy),
        Cause(
            "saturated_activations",
            0.85 if at_once and noisy and wrong < 0.9 else 0.55 if at_once else 0.3,
            "a sigmoid passes at most a quarter of the gradient on",
        ),
        Cause("learning_rate_too_low", low, "steps too short to leave the start"),
        Cause("unscaled_inputs", _scale(run, huge, high), "inputs of a huge scale make the first steps go astray"),
        Cause("wrong_output_or_loss", wrong, "labels that do not belong to the inputs, or an output that cannot fit"),
        Cause("no_parameter_update", 0.8 if untouched else 0.15, "weights that are not passed to the optimizer"),
    )


def _is_untouched(shown: Standstill, limits: Limits) -> bool:
    """Whether the loss lies as far above chance as outputs of random weights do, and not even the bias moves it."""
    level = abs(shown.start - 1) < limits.smooth * shown.excess + 2 * shown.scatter
    return level and shown.excess > limits.jitter and shown.scatter < limits.smooth * shown.excess


def _initialization(equal: bool, at_once: bool) -> Cause:
    why = "signals that fade from layer to layer look the same"
    if equal:
        return Cause("poor_initialization", 0.85, "it began at chance to all digits, as equal weights or zeros do")
    return Cause("poor_initialization", 0.65 if at_once else 0.35, why)


def _scale(run: Run, huge: bool, high: float) -> float:
    """How likely the inputs are not scaled: more so where the rate is known to be no reason for a huge start."""
    if not huge or high >= 0.9:
        return 0.2
    return 0.8 if "learning_rate" in run.context and "optimizer" in run.context else 0.6


def _others_move(run: Run, key: str) -> bool:
    """Whether another loss or accuracy changes, in digits that were not printed of this one."""
    parts = roles(run)
    others = {parts.loss, parts.val_loss, parts.accuracy, parts.val_accuracy} - {key, None}
    return any(float(np.ptp(run[other].values)) > 0 for other in others if other)


def _too_high(run: Run, found: Guess, limits: Limits) -> tuple[float, str]:
    """How likely the rate is too high: by itself where it is known, else by how the curve stands still."""
    rate, optimizer = run.known("learning_rate"), str(run.known("optimizer") or "").lower()
    usual = limits.usual_adaptive if optimizer.startswith(ADAPTIVE) else limits.usual
    if isinstance(rate, int | float) and rate >= usual:
        return 0.9, f"{rate:g} is high for {optimizer or 'this optimizer'}"
    shown = standing(run, found)
    if shown is None:
        return 0.4, "a first long step kills units"
    if shown.falling >= limits.even and shown.start < limits.astray:
        return 0.1, "a first long step kills units"
    if shown.start > limits.astray:
        usual_rate = shown.start > limits.huge and isinstance(rate, int | float) and bool(optimizer)
        why = f"the loss began at {shown.start:.3g} times its level: the first steps went astray"
        return 0.6 if usual_rate else 0.75, why
    if shown.excess > limits.jitter and shown.scatter > limits.smooth * shown.excess:
        return 0.7, f"the loss lies {100 * shown.excess:.2g} % above chance, the jitter of steps too long"
    return 0.25, "a first long step kills units"


def _is_tiny(run: Run, limits: Limits) -> bool:
    """Whether the rate is known and so low that too high it cannot be."""
    rate, optimizer, momentum = run.known("learning_rate"), run.known("optimizer"), run.known("momentum")
    if not isinstance(rate, int | float) or rate <= 0 or not optimizer:
        return False
    if str(optimizer).lower().startswith(ADAPTIVE):
        return rate < limits.low_adaptive
    return rate / (1 - momentum if isinstance(momentum, float) and 0 <= momentum < 1 else 1) < limits.low


def standing(run: Run, found: Guess) -> Standstill | None:
    """How the loss stands still; None where an accuracy alone tells."""
    if found.loss is None:
        return None
    return standstill(run[found.metric].values, found.chance.loss if found.chance else None)

"""Signs of why a network stays at chance: the stated rate, and how the loss stands still there."""

from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rules.stuck_at_chance import rate
from analyzers.run import Run
from analyzers.signals.guessing import Guess
from analyzers.signals.progress import begins
from analyzers.signals.roles import roles
from analyzers.signals.standstill import Standstill, standstill

TINY = 0.05  # likelihood that a rate is too high which is known to be tiny
EVEN_RECORDS = 5  # records of validation, each lower than the one before, that are no accident
EVEN_ODDS = 0.5  # likelihood of a rate too high from which nothing else need explain where the loss began


@frozen()
class Limits(rate.Limits):
    exact: float = 5e-4  # first record over chance, minus 1, within which the outputs began equal: weights of 0
    sure: float = 0.002  # excess from which more than the output's bias is at work: weights, but no inputs
    frozen: float = 1e-6  # spread over the level below which nothing moves: the rounding of float32


@frozen()
class Signs:
    """What a run at chance shows. Without a loss, where an accuracy alone tells, none of the signs of a curve is there.

    high, why: likelihood that the rate is too high, see `rate`
    tiny:      the rate is known, and too low to be too high
    creeps:    the loss moves, by ever so little
    untouched: nothing moves, or the level is that of random weights to the end
    equal:     it began at chance to all digits
    noisy:     more than the output's bias is at work
    at_once:   it began where it stayed
    huge:      it began many times above
    """

    high: float
    why: str
    tiny: bool
    creeps: bool = False
    untouched: bool = False
    equal: bool = False
    noisy: bool = False
    at_once: bool = False
    huge: bool = False


def signs(run: Run, found: Guess, limits: Limits) -> Signs:
    """What the run shows."""
    shown = standing(run, found)
    high, why = rate.too_high(run, shown, limits)
    tiny = rate.is_tiny(run, limits)
    if shown is None:
        return Signs(min(high, TINY) if tiny else high, why, tiny)
    still = shown.spread < limits.frozen
    frozen = still and not _others_move(run, found.metric)
    creeps = rate.creeps(shown, limits) or (still and not frozen)
    huge = shown.start > limits.huge
    tiny = tiny and not huge
    begun = begins(run[found.metric])
    high = high if begun or creeps else max(high, rate.UNTOLD)  # how it came there is not shown
    return Signs(
        high=min(high, TINY) if tiny else high,
        why=why,
        tiny=tiny,
        creeps=creeps,
        untouched=frozen or (not creeps and _is_untouched(shown, limits)),
        equal=begun and max(abs(shown.first), shown.scatter) < limits.exact and not frozen,
        noisy=shown.excess > limits.sure,
        at_once=begun and shown.start < limits.astray and high < EVEN_ODDS and not creeps and not frozen,
        huge=huge,
    )


def standing(run: Run, found: Guess) -> Standstill | None:
    """How the loss stands still; None where an accuracy alone tells."""
    if found.loss is None:
        return None
    shown = standstill(run[found.metric].values, found.chance.loss if found.chance else None)
    val = roles(run).val_loss
    if shown is None or val is None or len(run[val]) < EVEN_RECORDS:
        return shown
    steady = bool(np.all(np.diff(run[val].values) < 0))  # the training loss of few batches may hide a creep
    return replace(shown, falling=1.0) if steady else shown


def _is_untouched(shown: Standstill, limits: Limits) -> bool:
    """Whether the loss lies as far above chance as outputs of random weights do, and not even the bias moves it."""
    level = abs(shown.start - 1) < limits.smooth * shown.excess + 2 * shown.scatter
    return level and shown.excess > limits.jitter and shown.scatter < limits.smooth * shown.excess


def _others_move(run: Run, key: str) -> bool:
    """Whether another loss or accuracy changes, in digits that were not printed of this one."""
    parts = roles(run)
    others = {parts.loss, parts.val_loss, parts.accuracy, parts.val_accuracy} - {key, None}
    return any(float(np.ptp(run[other].values)) > 0 for other in others if other)

"""Whether a curve may be described by a finding's name: what rules out a complaint, far below what would prove it."""

from collections.abc import Callable, Mapping

import numpy as np

from analyzers.run import Run, Series
from analyzers.signals.games import reward
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import Shape, shape
from analyzers.signals.summary import differences, is_constant

GAINED = 0.2  # share of its starting level that a loss may have lost and still be said not to fall
LEARNED = 0.1  # the same for an accuracy, in shares of 1
KNOWS = 0.6  # accuracy from which on it is not one of guessing
SHAKES = 0.03  # noise, as a share of the level, from which on a loss may be said to jump
RISEN = 0.1  # share of its lowest level by which a loss has to end above it to be said to rise
APART = 0.05  # the same for a validation loss
TWICE = 2.0  # times the training loss that a validation loss has to end at to be said to be above it
FAR = 1e6  # below 0 by which a loss has to end to be said to run away: no likelihood of one example lies there
HIGH = 0.5  # share of its lowest value so far by which a loss has to go above it to be said to jump up
STEEP = 10.0  # times its least value that a gradient's norm has to reach to be said to explode
NOTHING = 1e-12  # absolute value below which a loss is 0, but for rounding


def agrees(run: Run, code: str) -> bool:
    """Whether the curves of a run may be described so."""
    if roles(run).adversarial:
        return code in _OF_GAMES and _OF_GAMES[code](run)
    return code in _TESTS and _TESTS[code](run)


def _stands(run: Run) -> bool:
    """Neither the loss nor an accuracy got far."""
    parts = roles(run)
    loss = _shape(run, parts.loss)
    known = [each for each in (parts.accuracy, parts.val_accuracy) if each]
    if any((found := shape(in_shares(run[key]))) and found.end - found.start > LEARNED for key in known):
        return False
    return bool(known) if loss is None else loss.start - loss.end <= GAINED * abs(loss.start)


def _guesses(run: Run) -> bool:
    """It did not get far, and no accuracy is above that of guessing between two classes."""
    parts = roles(run)
    if any(len(run[key]) > 1 and not run[key].values.any() for key in parts.qualities):
        return True  # an F1 of nothing but 0, whatever the loss does
    known = [each for each in (parts.accuracy, parts.val_accuracy) if each]
    levels = [max(found.end, found.level) for key in known if (found := shape(in_shares(run[key])))]
    return _stands(run) and max(levels, default=0.0) <= KNOWS


def _gap(run: Run) -> bool:
    """Validation got worse again, or stays behind training."""
    parts = roles(run)
    loss, val = _shape(run, parts.loss), _shape(run, parts.val_loss)
    share, val_share = (shape(in_shares(run[key])) if key else None for key in (parts.accuracy, parts.val_accuracy))
    behind = share is not None and val_share is not None and share.end - val_share.end > LEARNED
    if behind or val is None:
        return behind
    above = loss is not None and val.end > TWICE * loss.end > 0
    return above or (val.end - val.low > APART * abs(val.low) and (loss is None or loss.end < loss.start))


def _shakes(run: Run) -> bool:
    parts = roles(run)
    found = [each for key in (parts.loss, parts.val_loss) if (each := _shape(run, key))]
    return any(each.noise > SHAKES * each.level and np.count_nonzero(differences(each.curve) > 0) > 1 for each in found)


def _lost(run: Run) -> bool:
    return any(len(run[key].finite) < len(run[key]) for key in roles(run).losses)


def _steep(run: Run) -> bool:
    norms = [run[key].finite for key in run.series if key.endswith("gradient_norm")]
    return any(len(each) > 1 and each.max() > STEEP * each.min() for each in norms)


def _earns_nothing(run: Run) -> bool:
    """A reward that did not rise."""
    found = _shape(run, reward(run))
    return found is not None and len(found) > 2 and found.end <= found.start + found.doubt


def is_null(run: Run) -> bool:
    """A loss that is 0 in most of its records."""
    return any(np.count_nonzero(np.abs(run[key].values) < NOTHING) > len(run[key]) / 2 for key in roles(run).losses)


def _cannot_be(run: Run) -> bool:
    """A loss of nothing but 0, or one below 0 beside the accuracy of a classifier."""
    parts = roles(run)
    named = parts.accuracy or parts.val_accuracy
    return is_null(run) or any(named and run[key].finite.min(initial=0.0) < 0 for key in parts.losses)


def _rises(run: Run) -> bool:
    return _has_risen(run, roles(run).loss)


def _some_rise(run: Run) -> bool:
    """One of the losses of a game."""
    return any(_has_risen(run, key) for key in roles(run).losses)


def _has_risen(run: Run, key: str | None) -> bool:
    """Above its lowest level, or far away on the other side of 0."""
    loss = _shape(run, key)
    if loss is None:
        return False
    return loss.end - loss.low > RISEN * abs(loss.low) or -loss.end > FAR


def _jumps(run: Run) -> bool:
    parts = roles(run)
    known = [run[key].finite for key in (parts.loss, parts.val_loss) if key and len(run[key].finite)]
    lowest = [np.minimum.accumulate(each)[:-1] for each in known]
    return any((each[1:] - low > HIGH * np.abs(low)).any() for each, low in zip(known, lowest, strict=True))


def _shape(run: Run, key: str | None) -> Shape | None:
    return shape(run[key]) if key else None


def shown(run: Run) -> list[Series]:
    """What the run is judged by, the loss first."""
    parts = roles(run)
    first = (parts.loss, parts.val_loss, parts.accuracy, parts.val_accuracy)
    return [run[key] for key in dict.fromkeys((*first, *parts.qualities)) if key]


def constant(run: Run) -> list[Series]:
    return [series for series in shown(run) if len(series) > 2 and is_constant(series.values)]


_OF_GAMES: Mapping[str, Callable[[Run], bool]] = {
    "stuck_at_chance": _earns_nothing,
    "slow_convergence": _earns_nothing,
    "frozen_metrics": _earns_nothing,
    "non_finite_loss": _lost,
    "diverging": _some_rise,
}
_TESTS: Mapping[str, Callable[[Run], bool]] = {
    "stuck_at_chance": _guesses,
    "slow_convergence": _stands,
    "late_plateau": _stands,
    "majority_class": _stands,
    "frozen_metrics": _stands,
    "underfitting": _stands,
    "overfitting": _gap,
    "noisy_loss": _shakes,
    "oscillating": _shakes,
    "loss_spikes": _jumps,
    "unstable_validation": _shakes,
    "diverging": _rises,
    "implausible_loss": _cannot_be,
    "non_finite_loss": _lost,
    "exploding_gradients": _steep,
}

"""How near a run stays to the score of knowing nothing: its losses against ln C, its accuracies against 1/C."""

import math
import re

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats, Run
from analyzers.signals.chance import (
    COMMON_CLASSES,
    VOCABULARIES,
    Chance,
    accounting,
    classes_of,
    is_clipped,
    levels,
    squared,
    uneven,
)
from analyzers.signals.once import once
from analyzers.signals.progress import is_excerpt
from analyzers.signals.roles import Roles, in_shares, roles
from analyzers.signals.shape import Shape, shape, trend
from analyzers.signals.summary import deviation, is_constant, mean, median, reach

STATED = 0.02  # how near to chance a loss must lie where the classes are known, as a share of it
DOUBT = 0.02  # standard error of the level, as a share of it, with which nothing can be compared
CLOSE = 0.05  # the same at most, however noisy the loss
JITTER = 0.4  # how far above chance it may jitter where the accuracy is that of chance, as a share of it
ABOVE = 0.15  # the same where that has to tell whether the accuracy is in percent
EXACTLY = 0.1  # the same where the loss lies further above chance: else it is another number of classes
LIKE = 0.3  # how far from 1/C an accuracy of few examples may lie, as a share of it
BELOW = 0.008  # how far below: the class shares are never quite even, but more is knowledge
MANY = 1000  # classes whose chance is so high that no loss comes to it by accident
FOUND = 0.003  # the same where the number of classes is only read off the loss itself
_COMMON = (
    *(chance for count in COMMON_CLASSES for chance in levels(count)),
    *(levels(count)[0] for count in VOCABULARIES),  # of that many, nobody uses a sigmoid each
)
_SQUARED = re.compile(r"\bmse|mean_squared_error|squared_error")
_REGRESSION = re.compile(r"mse|mae|rmse|squared|absolute|huber|regression|perplexity|gan|kl|deviance")
_HOPELESS = {  # metrics with a score of their own for knowing nothing: the pattern, the score, the tolerance
    "r2": (re.compile(r"(?:^|_)r_?2(?:$|_)|r_squared"), 0.0, 0.02),
    "AUC": (re.compile(r"auc|auroc|roc"), 0.5, 0.02),
    "error rate": (re.compile(r"(?:error|err)(?:$|_rate|_train)|(?:^|_)(?:wer|cer)(?:$|_)"), 1.0, 0.03),
}


@frozen()
class Guess:
    """A run that knows nothing. metric: the series that shows it; level: its value

    loss, accuracy: their levels where known; chance: what the loss is compared with; confidence: 0…1
    """

    metric: str
    level: float
    confidence: float
    loss: float | None = None
    accuracy: float | None = None
    classes: int | None = None
    chance: Chance | None = None


def guess(run: Run) -> Guess | None:
    """Whether a run never left the score of knowing nothing; None where it did, or where nothing tells."""
    parts = roles(run)
    loss = shape(run[parts.loss]) if parts.loss and len(run[parts.loss]) >= 3 else None
    if loss is not None and settled(loss) is None and not _repeats(run, parts):
        return _by_quality(run, loss)
    share = _share(run, parts) if _stated(run) else _in_percent(_share(run, parts), loss)
    classes = _stated(run) or (classes_of(share) if share is not None and _repeats(run, parts) else None)
    if loss is None or parts.loss is None:
        return _by_accuracy(parts, share, classes) or _by_quality(run, None)
    found = _by_loss(run, parts.loss, loss, share, classes) or _by_both(parts.loss, loss, share, classes, run)
    return found or _by_validation(run, parts, loss, share, classes) or _by_quality(run, loss)


def _by_validation(run: Run, parts: Roles, loss: Shape, share: float | None, classes: int | None) -> Guess | None:
    """The validation loss settles at ln C beside a training loss that settles no lower (what orders the batches, or

    a penalty, lifts that one)."""
    val = shape(run[parts.val_loss]) if parts.val_loss and len(run[parts.val_loss]) >= 10 else None
    if val is None or parts.val_loss is None or loss.low < val.low:
        return None
    return _by_loss(run, parts.val_loss, val, share, classes)


def _by_loss(run: Run, key: str, loss: Shape, share: float | None, classes: int | None) -> Guess | None:
    """The loss settles at ln C, or a squared error at the variance of the classes, and never went below."""
    level, named = settled(loss), f"{key} {run.known('loss') or ''}".lower()
    squares = classes is not None and _SQUARED.search(named)
    if level is None or (_REGRESSION.search(named) and not squares):
        return None
    candidates = squared(classes) if classes and squares else _candidates(run, classes)
    possible = (each for each in candidates if 1 - CLOSE <= level / each.loss <= 1 + CLOSE + JITTER)
    for chance in sorted(possible, key=lambda chance: abs(level - chance.loss)):
        agrees = share is not None and _like_chance(share, chance.classes)
        if not (agrees or _starts_huge(loss)) and (loss.doubt > DOUBT * abs(level) or _came_down(loss, level)):
            continue
        near = _nearness(loss, chance, bool(classes) or agrees or _starts_huge(loss))
        exact = share is not None and _like_chance(share, chance.classes, EXACTLY)
        above = JITTER * chance.loss if agrees and exact and chance.softmax else 0.0
        even = STATED if agrees and _repeats(run, roles(run)) else BELOW
        below = min(max(5 * loss.doubt, even * chance.loss), CLOSE * chance.loss)
        if not (agrees or classes):
            if is_excerpt(run[key]) and chance.classes < MANY:
                continue  # whatever the level that it has come to, some number of classes is near
            below = min(below, max(near, BELOW * chance.loss))
        below = CLOSE * chance.loss if _starts_huge(loss) and chance.classes <= 10 else below
        reached = loss.low < chance.loss - below
        if -below <= level - chance.loss <= near + above and not reached and _fits(chance, share, classes):
            sure = 0.97 if agrees else 0.85 if classes else 0.75
            return Guess(key, level, sure, level, share, chance.classes, chance)
    return None


def _starts_huge(loss: Shape) -> bool:
    """Whether the first record is many times all others: a first step that may have broken the network."""
    return len(loss) >= 5 and bool(loss.curve[0] > 10 * abs(loss.end))


def _came_down(loss: Shape, level: float) -> bool:
    """Whether the level was reached gradually, from well above: so something was learned on the way."""
    return bool(loss.smooth[max(1, len(loss) // 10)] > 1.1 * level)


def _nearness(loss: Shape, chance: Chance, sure: bool) -> float:
    """How far from chance the loss may lie: its own standard errors, within bounds."""
    if sure:
        return min(max(3 * loss.doubt, STATED * chance.loss), CLOSE * chance.loss)
    jitter = min(2 * loss.noise, 0.5 * STATED * chance.loss) if chance.classes <= 10 else 0.0
    return max(FOUND * chance.loss, jitter)


def _fits(chance: Chance, share: float | None, classes: int | None) -> bool:
    """Whether the accuracy, where there is one, goes with this kind of chance (it may be the error rate instead)."""
    if share is None:
        return chance.softmax or classes is not None
    return share * chance.classes <= 1 + LIKE or (chance.softmax and abs((1 - share) * chance.classes - 1) <= 0.25)


def _by_both(key: str, loss: Shape, share: float | None, classes: int | None, run: Run) -> Guess | None:
    """The accuracy is 1/C in every record, and the loss never below chance."""
    if share is None or not _repeats(run, roles(run)):
        return None
    near = [chance for chance in _candidates(run, classes) if chance.softmax and _like_chance(share, chance.classes)]
    if not near:
        return None
    chance = min(near, key=lambda chance: abs(chance.loss - loss.end))
    if loss.low < 0.98 * chance.loss or loss.curve[-1] < chance.loss * 0.98:
        return None
    if classes is None and (1 + JITTER) * chance.loss < loss.end <= uneven(share):  # so they are more than it tells
        return Guess(key, loss.end, 0.9, loss.end, share)
    return Guess(key, loss.end, 0.9, loss.end, share, chance.classes, chance)


def _by_accuracy(parts: Roles, share: float | None, classes: int | None) -> Guess | None:
    key = parts.accuracy or parts.val_accuracy
    if share is None or classes is None or key is None or not _like_chance(share, classes, 0.02):
        return None
    return Guess(key, share, 0.8, accuracy=share, classes=classes)


def _by_quality(run: Run, loss: Shape | None) -> Guess | None:
    """A metric stays at its own score of knowing nothing, beside a loss that does not fall."""
    if loss is not None and loss.start - loss.end >= STATED * abs(loss.start):
        return None
    for key, series in run.series.items():
        metric = key.partition("/")[2]
        for pattern, nothing, near in _HOPELESS.values():
            if pattern.search(metric) and len(series) >= 3 and series.is_finite:
                level = median(series.values)
                values = series.values / 100 if nothing == 1.0 and level > 10 else series.values
                if np.all(np.abs(values - nothing) <= near):
                    return Guess(key, level, 0.75)
    return None


@once
def settled(found: Shape) -> float | None:
    """The level of the second half where it is flat: within eight standard errors or 2 %, and without a trend."""
    half = found.smooth[len(found) // 2 :] if len(found) >= 6 else found.smooth[1:]
    if len(half) < 2:
        return None
    level = median(half)
    if reach(half) > max(8 * found.doubt, 0.02 * abs(level)):
        return None
    line = trend(found.curve[-len(half) :])
    return None if abs(line.change) > 0.006 * abs(level) and abs(line.z) > 5 else level


def _share(run: Run, parts: Roles) -> float | None:
    """The level of an accuracy that stands still, of the training one where both do; NaN where one rises."""
    for key in (parts.accuracy, parts.val_accuracy):
        if key is None or len(run[key]) < 3:
            continue
        values = in_shares(run[key]).finite
        level = _still(values)
        if level is not None:
            return level
        if trend(values).z > 4:
            return float("nan")
    return None


def _in_percent(share: float | None, loss: Shape | None) -> float | None:
    """The accuracy as a share; a hundredth of what was taken for one, where only that goes with a loss of guessing."""
    if not share or loss is None or loss.end <= uneven(share):
        return share
    fits = 1 - CLOSE <= loss.end / math.log(100 / share) <= 1 + ABOVE
    sure = share < 1 and is_clipped(loss.end / (1 - share))
    return share / 100 if fits and not sure else share


def _repeats(run: Run, parts: Roles) -> bool:
    """Whether an accuracy takes one value all along, but for its first records."""
    keys = [key for key in (parts.accuracy, parts.val_accuracy) if key and len(run[key]) >= 3]
    return any(is_constant(run[key].values[max(1, len(run[key]) // 10) :]) for key in keys)


def _still(values: Floats) -> float | None:
    if len(values) < 3:
        return None
    rest = values[1:] if len(values) < 10 else values[len(values) // 10 :]
    spread = deviation(rest)
    level = mean(rest) if spread else median(rest)
    if spread / math.sqrt(len(rest)) > 0.15 * level:
        return None
    line = trend(rest)
    return None if line.z > 4 and line.change > 0.2 * level else level


def _like_chance(share: float, classes: int, near: float = LIKE) -> bool:
    return abs(share * classes - 1) <= near


def _stated(run: Run) -> int | None:
    known = run.known("classes")
    return int(known) if isinstance(known, int | float) and known >= 2 else None


def _candidates(run: Run, classes: int | None) -> tuple[Chance, ...]:
    examples, batch = run.known("examples"), run.known("batch_size")
    plain = levels(classes) if classes else _COMMON
    if classes and isinstance(examples, int | float) and isinstance(batch, int | float) and 1 <= batch <= examples:
        factor = accounting(int(examples), int(batch))
        return plain + (levels(classes, factor)[:1] if factor != 1 else ())
    return plain

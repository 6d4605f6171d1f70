"""A quality that is the same in every record: of nothing learned, or of a number that is counted wrongly."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.rules.frozen_metrics import loss
from analyzers.rules.frozen_metrics.moving import move
from analyzers.run import Floats, Run
from analyzers.signals.chance import classes_of
from analyzers.signals.noise import resolution
from analyzers.signals.progress import begins, last_accuracy
from analyzers.signals.roles import roles
from analyzers.signals.summary import highest, is_constant


@frozen()
class Limits(loss.Limits):
    quality_records: int = 5  # equal records of an accuracy, which moves in coarse steps on few examples
    exact: float = 1e-5  # printed resolution of a quality, as a share of it, with which fewer tell, too
    nothing: float = 1e-5  # quality below which not one answer, or pixel, is right
    mostly: float = 0.9  # share of many records that may as well be all
    guessed: int = 4  # equal records of validation from which 1/C to all digits is the score of one answer for all
    learnt: float = 0.2  # training accuracy above that of validation, from which it is overfitting
    beginning: float = 0.1  # share of the epochs in which the quality of a network that gets on may still be 0
    values: int = 2  # an accuracy that takes no more values than this in many records jumps between constants


def is_stuck(run: Run, key: str, losses: list[str], limits: Limits) -> bool:
    values = run[key].values
    if len(values) < limits.records:
        return _is_zero_on_both(run)
    if values[0] >= 0 and (highest(np.abs(values[1:])) == 0 or _is_mostly_nothing(values, limits)):
        return _is_never_right(run, key, losses, limits)
    constant = is_constant(values) and values[0] > 0 and values[0] not in (1, 100)  # −1: COCO's word for "none"
    if constant and len(values) >= limits.guessed and _is_one_answer(run, key, limits):
        return True
    exact = resolution(float(values[0])) <= limits.exact * values[0]
    long = constant and (exact or len(values) >= limits.quality_records)
    return (long or _takes_few_values(run, key, limits)) and not move(run, losses, limits)


def _is_zero_on_both(run: Run) -> bool:
    """Whether not one answer is right on training and on validation data after whole epochs: it is counted wrongly."""
    keys = (roles(run).accuracy, roles(run).val_accuracy)
    return all(key is not None and run[key].unit == "epoch" and not run[key].values.any() for key in keys)


def _is_mostly_nothing(values: Floats, limits: Limits) -> bool:
    """Whether a quality is what keeps its denominator from 0, such as 1e-9 of a Dice coefficient, but for accidents."""
    nothing = np.abs(values) < limits.nothing
    mostly = len(values) >= limits.many and float(np.mean(nothing)) >= limits.mostly
    return bool(nothing.all() or (mostly and nothing[-limits.records :].all()))


def _is_one_answer(run: Run, key: str, limits: Limits) -> bool:
    """Whether validation is right for one of C classes, and training, where it is told, for no more."""
    share, trained = float(run[key].values[0]), last_accuracy(run) or 0.0
    return not key.startswith("train/") and bool(classes_of(share)) and trained < share + limits.learnt


def _is_never_right(run: Run, key: str, losses: list[str], limits: Limits) -> bool:
    """Of a quality that is 0 but for its first record: whether that is no accident of a beginning in small batches."""
    if run[key].values[0] > 0:  # it was right sometimes, and is not any more
        return not roles(run).loss and len(run[key]) >= limits.quality_records
    if run[key].unit == "epoch" or not key.startswith("train/"):
        return not (_is_early(run, key, limits) and move(run, losses, limits))
    return len(run[key]) >= limits.quality_records and not begins(run[key]) and not move(run, losses, limits)


def _is_early(run: Run, key: str, limits: Limits) -> bool:
    """Whether the log ends in the first epochs of those that were asked for, when a detector finds nothing yet."""
    epochs = run.known("epochs")
    return isinstance(epochs, int) and run[key].unit == "epoch" and run[key].steps[-1] <= limits.beginning * epochs


def _takes_few_values(run: Run, key: str, limits: Limits) -> bool:
    """Whether an accuracy without a loss beside it jumps between constants."""
    values = run[key].values
    if roles(run).loss or len(values) < limits.many or values[-1] >= 0.99 or not run[key].is_finite:
        return False
    return len(np.unique(values)) <= limits.values

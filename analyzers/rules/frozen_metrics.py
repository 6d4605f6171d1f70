"""A number that training should move is the same in every record.

What it means
    Nothing is updated (no optimizer step, a learning rate of 0, frozen or foreign parameters), or the number does not
    measure what it should (no labels in the validation data, a metric that is never reset).

What to look at
    A validation loss that repeats to the last digit proves that no weight changes; a training loss may still scatter
    with the batches. A quality of exactly 0 beside a falling loss points to the evaluation instead.

When to ignore
    A loss of exactly 0 at full accuracy, or a quality of exactly 1: the task is solved.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run, Series
from analyzers.signals.chance import classes_of, clipped
from analyzers.signals.noise import resolution
from analyzers.signals.progress import begins, last_accuracy
from analyzers.signals.roles import Roles, roles
from analyzers.signals.shape import shape, trend
from analyzers.signals.summary import highest, is_constant, lie_within


@dataclass(frozen=True)
class Limits:
    records: int = 3  # equal records from which a loss counts as frozen: two can be equal by rounding
    quality_records: int = 5  # the same for an accuracy, which moves in coarse steps on few examples
    exact: float = 1e-5  # printed resolution of a quality, as a share of it, with which so many tell, too
    learnt: float = 0.2  # training accuracy above that of validation, from which it is overfitting
    guessed: int = 4  # equal records of validation from which 1/C to all digits is the score of one answer for all
    even: float = 8.0  # standard errors of a trend from which a loss that creeps gets on all the same
    scatter: float = 0.03  # range of a loss that only scatters with its batches, as a share of its level
    digits: float = 1e-3  # printed resolution of a loss, as a share of it, with which few equal records tell anything
    solved: float = 0.97  # accuracy from which standing still is being done
    values: int = 2  # an accuracy that takes no more values than this in many records jumps between constants
    many: int = 20  # records that count as many
    stopped: int = 10  # equal records at the end, half of the log at least, from which a loss has come to stand
    gained: float = 0.98  # share of its start at which nothing was gained before it did


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        return
    measured = (parts.loss, None if _repeated(run, parts) else parts.val_loss)
    losses = [key for key in measured if key]
    if (last_accuracy(run) or 0.0) > limits.solved:
        return
    losses = [] if parts.loss and run[parts.loss].values[-1] == 0 else losses  # without an error there is no gradient
    key = next((key for key in losses if _is_frozen(run[key].finite, limits) or _stopped(run[key], limits)), None)
    key = key or next((key for key in parts.qualities if _is_stuck(run, key, losses, limits)), None)
    if key is not None:
        few = len(run[key]) < limits.records
        yield _finding(run, key, parts, few or _move(run, losses, limits))


def _repeated(run: Run, parts: Roles) -> bool:
    """Whether steps repeat the last validation loss until the next one is measured."""
    if not parts.loss or not parts.val_loss:
        return False
    train, val = run[parts.loss], run[parts.val_loss]
    return val.unit == "step" and np.array_equal(val.steps, train.steps) and not is_constant(train.values)


def _is_frozen(finite: Floats, limits: Limits) -> bool:
    finite = finite[1:] if len(finite) > 2 * limits.records else finite
    if len(finite) < limits.records or finite[-1] == 0:
        return False
    value = abs(float(finite[-1]))
    if not lie_within(finite, 1e-6 * value):
        return False
    return len(finite) >= limits.many or resolution(value) <= limits.digits * value


def _stopped(series: Series, limits: Limits) -> bool:
    """Whether a loss moved at first, gained nothing, and is the same to the last digit from then on."""
    values = series.values
    least = max(limits.stopped, len(values) // 2)
    return len(values) > least and is_constant(values[-least:]) and bool(values[-1] >= limits.gained * values[0] > 0)


def _move(run: Run, losses: list[str], limits: Limits) -> bool:
    """Whether one of the losses gets on."""
    return not all(_is_flat(run, key, limits) for key in losses)


def _is_flat(run: Run, key: str, limits: Limits) -> bool:
    found = shape(run[key])
    if found is None or len(found) < limits.records:
        return True
    line = trend(found.curve)
    flat = abs(line.z) < 2 or (abs(line.change) <= limits.scatter * found.level and abs(line.z) < limits.even)
    return bool(flat and found.start <= found.end + 2 * limits.scatter * found.level)


def _is_stuck(run: Run, key: str, losses: list[str], limits: Limits) -> bool:
    values = run[key].values
    if len(values) < limits.records:
        return _is_zero_on_both(run)
    if values[0] >= 0 == highest(np.abs(values[1:])):
        return _is_never_right(run, key, losses, limits)
    constant = is_constant(values) and values[0] > 0 and values[0] not in (1, 100)  # −1: COCO's word for "none"
    if constant and len(values) >= limits.guessed and _is_one_answer(run, key, limits):
        return True
    exact = resolution(float(values[0])) <= limits.exact * values[0]
    long = constant and (exact or len(values) >= limits.quality_records)
    return (long or _takes_few_values(run, key, limits)) and not _move(run, losses, limits)


def _is_zero_on_both(run: Run) -> bool:
    """Whether not one answer is right on training and on validation data after whole epochs: it is counted wrongly."""
    keys = (roles(run).accuracy, roles(run).val_accuracy)
    return all(key is not None and run[key].unit == "epoch" and not run[key].values.any() for key in keys)


def _is_one_answer(run: Run, key: str, limits: Limits) -> bool:
    """Whether validation is right for one of C classes, and training, where it is told, for no more."""
    share, trained = float(run[key].values[0]), last_accuracy(run) or 0.0
    return not key.startswith("train/") and bool(classes_of(share)) and trained < share + limits.learnt


def _is_never_right(run: Run, key: str, losses: list[str], limits: Limits) -> bool:
    """Of a quality that is 0 but for its first record: whether that is no accident of a beginning in small batches."""
    if run[key].values[0] > 0:  # it was right sometimes, and is not any more
        return not roles(run).loss and len(run[key]) >= limits.quality_records
    if run[key].unit == "epoch" or not key.startswith("train/"):
        return True
    return len(run[key]) >= limits.quality_records and not begins(run[key]) and not _move(run, losses, limits)


def _takes_few_values(run: Run, key: str, limits: Limits) -> bool:
    """Whether an accuracy without a loss beside it jumps between constants."""
    values = run[key].values
    if roles(run).loss or len(values) < limits.many or values[-1] >= 0.99 or not run[key].is_finite:
        return False
    return len(np.unique(values)) <= limits.values


def _finding(run: Run, key: str, parts: Roles, moving: bool) -> Finding:
    series = run[key]
    finite, loss = series.finite, key not in parts.qualities
    value, since = float(finite[-1]), _since(series) if loss else 0
    name = series.name_in_log or key
    saturated = clipped(finite) if loss else None
    explanation = (
        f"{value:.6g} is {saturated}: the outputs are saturated and pass no gradient on."
        if saturated
        else "The loss moves, so weights are updated: look at how this number is measured."
        if moving and not loss
        else "Weights that are updated would move it, if only by rounding."
    )
    return Finding(
        code="frozen_metrics",
        severity="warning" if moving and not loss else "critical",
        confidence=0.9 if loss or value == 0 else 0.75,
        headline=_headline(series, name, since),
        explanation=explanation,
        where=stretch(run, key, since),
        evidence={
            "value": number(value),
            "records": number(len(series) - since, "records"),
            "distinct_values": number(len(np.unique(finite)), "values"),
        },
        causes=BROKEN if since and not saturated else _causes(run, saturated, moving and not loss),
    )


def _headline(series: Series, name: str, since: int) -> str:
    if len(series) < Limits.records:
        return f"{name} is {series.values[-1]:.6g} on training and on validation data."
    return f"{name} stays at {series.finite[-1]:.6g} over {len(series) - since} records."


BROKEN = (
    Cause("learning_rate_too_high", 0.75, "it moved until a step was too long"),
    Cause("dead_units", 0.7, "units that no input switches on pass nothing on, and do not come back"),
    Cause("unscaled_inputs", 0.4, "large inputs make the first steps long"),
)


def _since(series: Series) -> int:
    """The record from which on a loss has come to stand; 0 where it has stood all along, or but for the first."""
    other = np.flatnonzero(series.values != series.values[-1])
    return int(other[-1]) + 1 if len(other) and other[-1] else 0


def _causes(run: Run, saturated: str | None, only_metric: bool) -> tuple[Cause, ...]:
    rate = run["lr"].values if "lr" in run else np.ones(1)
    if saturated:
        return (
            Cause("learning_rate_too_high", 0.8, "only diverged weights give outputs this extreme"),
            Cause("unscaled_inputs", 0.4, "large inputs saturate the outputs at once"),
        )
    if only_metric:
        return (
            Cause("wrong_output_or_loss", 0.6, "an output or a threshold that never meets the labels"),
            Cause("class_imbalance", 0.3, "a class too rare ever to be predicted"),
        )
    zero = bool(np.all(rate == 0))
    return (
        Cause("no_parameter_update", 0.95 if zero else 0.7, "the rate is 0" if zero else "no step reaches the weights"),
        Cause("dead_units", 0.4, "no gradient passes a layer whose units are all off"),
        Cause("learning_rate_too_low", 0.2, "steps below the printed digits"),
    )


RULE = Rule(
    id="frozen_metrics",
    severity="critical",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

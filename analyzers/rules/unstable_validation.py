"""Validation loss jumps about while training loss is smooth; or, where there is none, validation accuracy does.

What it means
    The validation set is small, or the network behaves differently when it is evaluated: running statistics of batch
    normalisation that lag behind, dropout left on, a rate so high that each epoch ends elsewhere.

What to look at
    The scatter of validation records against that of training records.

When to ignore
    The validation set has only a few dozen examples: then it says little at all.

References
    S. Ioffe, C. Szegedy, "Batch Normalization", arXiv 1502.03167, section 3.1 (statistics at inference).
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import Shape, relative, shape

EXPLANATION = "A single validation record says little: average several, or look for what differs there."
CAUSES = (
    Cause("learning_rate_too_high", 0.6, "each epoch ends at another place"),
    Cause("batch_too_small", 0.35, "running statistics of small batches lag behind"),
    Cause("too_little_regularization", 0.2, "outputs too sure of themselves make single mistakes dear"),
)


@frozen()
class Limits:
    records: int = 8  # validation records below which scatter cannot be measured
    few: int = 6  # the same where it at least doubles from one record to the next, twice
    scatter: float = 0.15  # standard deviation of one validation record, as a share of the level
    marked: float = 0.3  # the same, from which no single record can be trusted
    visible: float = 0.02  # level as a share of its start, below which what scatters is nothing to anyone
    times: float = 4.0  # and over the scatter of training, relative to its level
    accuracy: float = 0.08  # standard deviation of one validation accuracy: forty examples at 0.5 have it by chance
    dip: float = 0.2  # and how far it falls below what it had reached


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        return
    if parts.val_loss is None and parts.val_accuracy is not None:
        yield from _of_accuracy(run, parts.val_accuracy, limits)
    elif parts.loss is not None and parts.val_loss is not None:
        yield from _of_loss(run, parts.loss, parts.val_loss, limits)


def _of_loss(run: Run, key: str, val_key: str, limits: Limits) -> Iterator[Finding]:
    train, val = shape(run[key]), shape(run[val_key])
    if train is None or val is None or len(val) < _least(val, limits) or not train.level or not val.level:
        return
    own, calm = val.noise / val.level, train.noise / train.level
    if min(own, relative(val)) > limits.scatter and own > limits.times * calm:
        yield Finding(
            code="unstable_validation",
            severity="warning" if own > limits.marked and val.level > limits.visible * val.start else "info",
            confidence=0.8,
            headline=f"Validation loss scatters by {own:.0%} of its level, training loss by {calm:.1%}.",
            explanation=EXPLANATION,
            where=stretch(run, val_key),
            evidence={
                "validation_noise": number(own, "share", "standard deviation of one record over the level"),
                "training_noise": number(calm, "share"),
            },
            causes=CAUSES,
        )


def _least(val: Shape, limits: Limits) -> int:
    jumps = np.count_nonzero(val.curve[1:] > 2 * val.curve[:-1])
    return limits.few if jumps > 1 else limits.records


def _of_accuracy(run: Run, key: str, limits: Limits) -> Iterator[Finding]:
    val = shape(in_shares(run[key]))
    if val is None or len(val) < limits.few or val.noise < limits.accuracy or _dip(val) < limits.dip:
        return
    late = val.curve[len(val) // 4 :]
    yield Finding(
        code="unstable_validation",
        severity="warning",
        confidence=0.7,
        headline=f"Validation accuracy goes up and down between {late.min():.3g} and {late.max():.3g}.",
        explanation=EXPLANATION,
        where=stretch(run, key, len(run[key]) // 4),
        evidence={
            "validation_noise": number(val.noise, "share", "standard deviation of one record"),
            "largest_dip": number(_dip(val), "share"),
        },
        causes=CAUSES,
    )


def _dip(val: Shape) -> float:
    """How far an accuracy falls below what it had reached before, after the first quarter."""
    late = val.curve[len(val) // 4 :]
    return float((np.maximum.accumulate(late) - late).max())


RULE = Rule(
    id="unstable_validation",
    severity="warning",
    needs=("val/loss|val/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

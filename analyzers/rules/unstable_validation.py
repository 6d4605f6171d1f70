"""Validation loss jumps about while training loss is smooth.

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
from dataclasses import dataclass

from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.roles import roles
from analyzers.signals.shape import relative, shape


@dataclass(frozen=True)
class Limits:
    records: int = 8  # validation records below which scatter cannot be measured
    scatter: float = 0.15  # standard deviation of one validation record, as a share of the level
    marked: float = 0.3  # the same, from which no single record can be trusted
    visible: float = 0.02  # level as a share of its start, below which what scatters is nothing to anyone
    times: float = 4.0  # and over the scatter of training, relative to its level


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.loss is None or parts.val_loss is None or parts.adversarial:
        return
    train, val = shape(run[parts.loss]), shape(run[parts.val_loss])
    if train is None or val is None or len(val) < limits.records or not train.level or not val.level:
        return
    own, calm = val.noise / val.level, train.noise / train.level
    if min(own, relative(val)) > limits.scatter and own > limits.times * calm:
        yield Finding(
            code="unstable_validation",
            severity="warning" if own > limits.marked and val.level > limits.visible * val.start else "info",
            confidence=0.8,
            headline=f"Validation loss scatters by {own:.0%} of its level, training loss by {calm:.1%}.",
            explanation="A single validation record says little: average several, or look for what differs there.",
            where=stretch(run, parts.val_loss),
            evidence={
                "validation_noise": number(own, "share", "standard deviation of one record over the level"),
                "training_noise": number(calm, "share"),
            },
            causes=(
                Cause("learning_rate_too_high", 0.6, "each epoch ends at another place"),
                Cause("batch_too_small", 0.35, "running statistics of small batches lag behind"),
                Cause("too_little_regularization", 0.2, "outputs too sure of themselves make single mistakes dear"),
            ),
        )


RULE = Rule(
    id="unstable_validation",
    severity="warning",
    needs=("val/loss", "train/loss"),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

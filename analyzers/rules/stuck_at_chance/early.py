"""A few records, all of whose losses and accuracies are those of a guess: no start that learns looks like it."""

from collections.abc import Iterator
from dataclasses import replace

from analyzers.frozen import frozen
from analyzers.rule import Finding
from analyzers.rules.stuck_at_chance import at_chance
from analyzers.run import Run
from analyzers.signals.chance import COMMON_CLASSES, levels
from analyzers.signals.guessing import Guess
from analyzers.signals.roles import roles, shares
from analyzers.signals.summary import is_constant


@frozen()
class Limits(at_chance.Limits):
    agree: int = 3  # numbers, on training and on validation data or in one accuracy, that have to agree
    exactly: float = 0.005  # how near to ln C the losses must lie, as a share of it
    like: float = 0.1  # how near to 1/C the accuracies must lie, as a share of it


def look(run: Run, limits: Limits) -> Iterator[Finding]:
    """The last record of each; of single batches none, as they begin."""
    found = _guess(run, limits)
    if found is not None:
        yield replace(at_chance.finding(run, found, limits), severity="warning")


def _guess(run: Run, limits: Limits) -> Guess | None:
    parts = roles(run)
    losses = [float(run[key].values[-1]) for key in (parts.loss, parts.val_loss) if key]
    accuracies = [run[key] for key in (parts.accuracy, parts.val_accuracy) if key]
    right = [float(shares(series)[-1]) for series in accuracies]
    same = any(len(series) >= limits.agree and is_constant(series.values) for series in accuracies)
    if not right or parts.loss is None or (len(losses) + len(right) < limits.agree and not same):
        return None
    for chance in [levels(count)[0] for count in COMMON_CLASSES if run[parts.loss].unit != "step"]:
        near = all(abs(loss / chance.loss - 1) <= limits.exactly for loss in losses)
        if near and all(abs(share * chance.classes - 1) <= limits.like for share in right):
            return Guess(parts.loss, losses[0], 0.6, losses[0], right[0], chance.classes, chance)
    return None

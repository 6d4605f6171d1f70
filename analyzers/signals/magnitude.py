"""What the size of a loss tells: whether it is that of a classifier that guesses, or of data that are not scaled."""

import re

from analyzers.run import Run
from analyzers.signals.once import once
from analyzers.signals.progress import last_accuracy
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape

GUESSING = 20.0  # a cross-entropy beyond it is far from guessing: ln 1000 is 6.9, and no task here has e^20 classes
RIGHT = 0.8  # accuracy that goes with no such cross-entropy: then the loss is a sum over many examples
SCALED = 100.0  # a squared error that began beyond it is not of targets of deviation 1
ANY = 1000.0  # start of any loss, beyond it that of unscaled data; sums over pixels (autoencoders) stay below
_ENTROPY = re.compile(r"cross_?entropy|logloss|nll|(?<![a-z])(?:bce|ce|xent)(?![a-z])")
_SQUARED = re.compile(r"mse|mae|squared|huber|absolute|regression")
_OTHER = re.compile(r"perplexity|ppl|elbo|(?<![a-z])kl")


def outsized(run: Run, found: Shape) -> float:
    """How likely inputs or targets are not scaled, 0…1, by the size of the loss `found` and what the loss is."""
    parts = roles(run)
    kind = f"{parts.loss} {run.known('loss') or ''} {run.known('task') or ''}".lower()
    if parts.adversarial or parts.task in ("boosting", "language_model") or _OTHER.search(kind):
        return 0.0
    if classifies(run):
        return 0.85 if found.level > GUESSING and (last_accuracy(run) or 0.0) < RIGHT else 0.0
    if _SQUARED.search(kind):
        return 0.9 if found.start > SCALED else 0.0
    return 0.87 if found.start > ANY and not parts.qualities else 0.0


@once
def classifies(run: Run) -> bool:
    """Whether the loss is a cross-entropy: by its name, or by the accuracy beside it."""
    parts = roles(run)
    stated = f"{parts.loss} {run.known('loss') or ''}".lower()
    if _SQUARED.search(f"{stated} {run.known('task') or ''}".lower()):
        return False
    return bool(parts.accuracy or parts.val_accuracy or _ENTROPY.search(stated))

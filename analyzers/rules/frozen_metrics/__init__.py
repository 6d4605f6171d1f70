"""A number that training should move is the same in every record.

What it means
    Nothing is updated (no optimizer step, a learning rate of 0, frozen or foreign parameters), or the number does not
    measure what it should (no labels in the validation data, a metric that is never reset).

What to look at
    A validation loss that repeats to the last digit proves that no weight changes; a training loss may still scatter
    with the batches, but losses that come again in the same order, epoch after epoch, prove it as well. A quality of
    exactly 0 beside a falling loss points to the evaluation instead, a loss of boxes that is exactly 0 to the labels.

When to ignore
    A loss of exactly 0 at full accuracy, or a quality of exactly 1: the task is solved.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Finding, Rule
from analyzers.rules.frozen_metrics import loss, quality
from analyzers.rules.frozen_metrics.moving import move
from analyzers.rules.frozen_metrics.told import finding
from analyzers.run import Run
from analyzers.signals.progress import last_accuracy
from analyzers.signals.roles import roles


@frozen()
class Limits(quality.Limits):
    """Those of losses and of qualities."""

    solved: float = 0.97  # accuracy from which standing still is being done


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        if parts.loss and all(loss.stands(run[key], limits) for key in parts.losses):
            yield finding(run, parts.loss, parts, moving=False)
        return
    measured = (parts.loss, None if loss.repeated(run, parts) else parts.val_loss)
    losses = [key for key in measured if key]
    if (last_accuracy(run) or 0.0) > limits.solved:
        return
    losses = [] if parts.loss and run[parts.loss].values[-1] == 0 else losses  # without an error there is no gradient
    most = [key for key in parts.losses if losses and key not in losses and loss.is_most(run, key, parts)]
    place = loss.printed(run, [*losses, *most])
    key = next((key for key in (*losses, *most) if loss.is_frozen(run[key], place, limits)), None)
    key = key or loss.unmatched(run, parts, limits)
    key = key or next((key for key in parts.qualities if quality.is_stuck(run, key, losses, limits)), None)
    if key is not None:
        few = len(run[key]) < limits.records
        yield finding(run, key, parts, few or move(run, losses, limits))


RULE = Rule(
    id="frozen_metrics",
    severity="critical",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy|*/*dice*|*/*iou*|*/map*|*/*f1*",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

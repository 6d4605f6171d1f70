"""A run of which nothing tells what chance is: its loss, or the accuracy alone, is still where it began."""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, number, stretch
from analyzers.run import Run
from analyzers.signals.summary import mean
from analyzers.signals.unmoved import Unmoved, unmoved, unmoved_accuracy

CAUSES = (
    Cause("no_parameter_update", 0.5, "weights that are not passed to the optimizer"),
    Cause("learning_rate_too_low", 0.45, "steps too short to leave the start"),
    Cause("poor_initialization", 0.4, "signals that fade from layer to layer look the same"),
)


@frozen()
class Limits:
    falls: float = 4.0  # standard errors of a fall from which the loss does leave its start, if slowly


def look(run: Run, limits: Limits) -> Iterator[Finding]:
    """A loss that neither falls nor rises, nor is constant (see frozen_metrics); or a low accuracy that never rises."""
    loss, accuracy = unmoved(run), unmoved_accuracy(run)
    if loss is not None and loss.z >= -limits.falls and loss.course.noise:
        yield _of_loss(run, loss)
    if accuracy is not None:
        yield _of_accuracy(run, accuracy)


def _of_loss(run: Run, still: Unmoved) -> Finding:
    return Finding(
        code="stuck_at_chance",
        severity="info",
        confidence=0.5,
        headline=f"In {still.course.records} records the loss has not left {still.course.start:.4g}, where it began.",
        explanation="Nothing that was learned shows. A network that was trained before may be as good as it gets.",
        where=stretch(run, still.metric),
        evidence={"level": number(still.course.level), "noise": number(still.course.noise, note="of one record")},
        causes=CAUSES,
    )


def _of_accuracy(run: Run, still: Unmoved) -> Finding:
    level = mean(still.course.curve)
    return Finding(
        code="stuck_at_chance",
        severity="warning",
        confidence=0.7,
        headline=f"In {still.course.records} records the accuracy has not left {level:.3g}, where it began.",
        explanation="An accuracy that low, and that does not rise, is that of answers that ignore the input.",
        where=stretch(run, still.metric),
        evidence={"accuracy": number(level, "share"), "noise": number(still.course.noise, note="of one record")},
        causes=CAUSES,
    )

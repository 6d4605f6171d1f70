"""A run of which nothing tells what chance is: its loss is still where an untrained network has it."""

from collections.abc import Iterator
from dataclasses import dataclass

from analyzers.rule import Cause, Finding, number, stretch
from analyzers.run import Run
from analyzers.signals.unmoved import unmoved


@dataclass(frozen=True)
class Limits:
    falls: float = 4.0  # standard errors of a fall from which the loss does leave its start, if slowly


def look(run: Run, limits: Limits) -> Iterator[Finding]:
    """A loss that neither falls nor rises, nor is constant (see frozen_metrics)."""
    still = unmoved(run)
    if still is None or still.z < -limits.falls or not still.course.noise:
        return
    yield Finding(
        code="stuck_at_chance",
        severity="info",
        confidence=0.5,
        headline=f"In {still.course.records} records the loss has not left {still.course.start:.4g}, where it began.",
        explanation="Nothing that was learned shows. A network that was trained before may be as good as it gets.",
        where=stretch(run, still.metric),
        evidence={"level": number(still.course.level), "noise": number(still.course.noise, note="of one record")},
        causes=(
            Cause("no_parameter_update", 0.5, "weights that are not passed to the optimizer"),
            Cause("learning_rate_too_low", 0.45, "steps too short to leave the start"),
            Cause("poor_initialization", 0.4, "signals that fade from layer to layer look the same"),
        ),
    )

"""The loss swings up and down without falling.

What it means
    Steps overshoot the valley and come back, each time by about as much: the learning rate is at the edge of stability,
    near 2/λ. Batch noise has no rhythm; this has one.

What to look at
    The correlation of each change with the next one: −1 is a steady swing, −0.5 is pure noise, above 0 a smooth course.

When to ignore
    The level still falls from swing to swing: that is the usual course of full-batch training at a good, high rate.

References
    J. Cohen et al., "Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability", arXiv 2103.00065.
"""

import math
from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run
from analyzers.signals.plateau import tail
from analyzers.signals.progress import progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import shape
from analyzers.signals.spikes import alternation, rhythm
from analyzers.signals.summary import differences, highest, lowest, median


@frozen()
class Limits:
    records: int = 8  # records below which no rhythm can be seen
    noise: float = -0.5  # correlation of successive changes of pure noise
    certain: float = 3.0  # standard errors (1/sqrt(records)) below that
    rhythm: float = -0.9  # but a correlation this low is a rhythm in any log of more than a dozen records
    luck: float = 1.45  # standard errors that pure noise reaches in 1 of 200 logs: in 6 to 24 records simulated
    regular: float = 0.6  # share of the power in one period of 2 to 8 records: a rhythm too
    swing: float = 0.05  # root mean square change from record to record, as a share of the level
    batches: int = 20  # single batches below which their kind or order may give a rhythm too
    jumps: float = 0.5  # change of ln loss from epoch to epoch, half of them above: factors of 1.6 and more
    height: float = 1.5  # highest late loss over the usual early one, so that nothing was gained for good
    fallen: float = 0.9  # share of the loss that is gone, beyond which the swing is of what little is left: noise
    falling: float = 3.0  # standard errors of a fall in the second half from which the run gets on


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    found = shape(run[parts.loss]) if parts.loss else None
    if parts.loss is None or found is None or parts.adversarial or len(found) < limits.records:
        return
    if tail(found, 1 / 2).z <= -limits.falling or progress(found).fallen > limits.fallen:
        return
    finite = run[parts.loss].finite
    rest = finite[len(finite) // 4 :]
    correlation, change = alternation(rest)
    erratic = run[parts.loss].unit == "epoch" and _is_erratic(rest, limits)
    regular = correlation < _edge(len(rest), limits) or rhythm(rest) > limits.regular
    if erratic or (regular and change > limits.swing * found.level):
        yield _finding(run, parts.loss, correlation, change, found.level)


def _edge(count: int, limits: Limits) -> float:
    """Correlation of successive changes below which `count` records swing: few of them do so by luck."""
    error = 1 / math.sqrt(count)
    return min(max(limits.rhythm, limits.noise - limits.certain * error), limits.noise - limits.luck * error)


def _is_erratic(values: Floats, limits: Limits) -> bool:
    """Whether means over whole epochs jump by factors, up to where the loss had been long before."""
    half = len(values) // 2
    if lowest(values) <= 0 or not highest(values[half:]) > limits.height * median(values[:half]):
        return False
    return median(np.abs(differences(np.log(values)))) > limits.jumps


def _finding(run: Run, key: str, correlation: float, change: float, level: float) -> Finding:
    return Finding(
        code="oscillating",
        severity="info" if run[key].unit == "step" and len(run[key]) < Limits.batches else "warning",
        confidence=0.85,
        headline=f"The loss swings by {change:.3g} from record to record around {level:.4g} and does not fall.",
        explanation="Each step overshoots and the next one comes back: the rate is at the edge of stability.",
        where=stretch(run, key, len(run[key]) // 4),
        evidence={
            "correlation_of_changes": number(correlation, note="−1 steady swing, −0.5 noise, above 0 smooth"),
            "change_per_record": number(change, note="root mean square"),
            "level": number(level),
        },
        causes=(
            Cause("learning_rate_too_high", 0.9, "a swing without a fall is what a rate at 2/λ gives"),
            Cause("batch_too_small", 0.2, "noise of the batches adds to it"),
        ),
    )


RULE = Rule(
    id="oscillating", severity="warning", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits()
)

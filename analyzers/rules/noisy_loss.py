"""The loss scatters so much from record to record that its course is hard to see.

What it means
    Each record is the loss of one batch, or of few: its noise falls with the square root of the batch. The weights may
    get on well all the same.

What to look at
    The scatter against the progress made, and the trend under it (a running mean shows it).

When to ignore
    Single batches are logged and the running mean falls: that is how stochastic gradient descent looks.

References
    S. McCandlish et al., "An Empirical Model of Large-Batch Training", arXiv 1812.06162.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.progress import progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, relative, shape


@dataclass(frozen=True)
class Limits:
    records: int = 4  # records below which scatter and course are one
    short: int = 12  # records up to which a curve that only falls is steep, not noisy
    scatter: float = 0.07  # standard deviation of one record as a share of the level
    hidden: float = 0.3  # or as a share of all that the loss fell, so that the course is hidden in it
    visible: float = 0.01  # but a scatter below this share of the level is seen by nobody


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    found = shape(run[parts.loss]) if parts.loss else None
    if parts.loss is None or found is None or parts.adversarial or len(found) < limits.records:
        return
    fall = found.start - found.low
    if not found.level or (len(found) < limits.short and bool(np.all(np.diff(found.curve) < 0))):
        return
    loud = relative(found) > limits.scatter
    hides = found.noise > max(limits.hidden * fall, limits.visible * found.level)
    if loud or hides:
        yield _finding(run, parts.loss, found)


def _finding(run: Run, key: str, found: Shape) -> Finding:
    pace = progress(found)
    falls = pace.z < -3
    share = relative(found)
    under = "falls" if falls else "shows no fall"
    return Finding(
        code="noisy_loss",
        severity="info",
        confidence=0.8 if found.records >= 10 else 0.6,
        headline=f"The loss scatters by {share:.1%} of its level from record to record; the course under it {under}.",
        explanation="This is the noise of the batches: judge the running mean, not single records."
        if falls
        else "If there is progress, it is smaller than the noise: log means over more batches, or wait.",
        where=stretch(run, key),
        evidence={
            "noise": number(found.noise, note="standard deviation of one record"),
            "noise_over_level": number(share, "share"),
            "fall": number(found.start - found.end),
            "trend": number(pace.z, "standard errors", "slope of a straight line; negative falls"),
        },
        causes=(
            Cause("batch_too_small", 0.7, "the noise of a batch falls with the square root of its size"),
            Cause("learning_rate_too_high", 0.5 if not falls else 0.3, "long steps keep the weights jumping about"),
        ),
    )


RULE = Rule(id="noisy_loss", severity="info", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits())

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

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run, Series
from analyzers.signals.magnitude import classifies, outsized
from analyzers.signals.progress import Progress, begins, last_accuracy, progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, relative, shape
from analyzers.signals.summary import differences


@frozen()
class Limits:
    records: int = 4  # records below which scatter and course are one
    short: int = 12  # records up to which a curve that only falls is steep, not noisy
    scatter: float = 0.07  # standard deviation of one record as a share of the level
    hidden: float = 0.3  # or as a share of all that the loss fell, so that the course is hidden in it
    gone: float = 1e-3  # or as a share of what a few records fell, below which it is of nothing
    visible: float = 0.01  # but a scatter below this share of the level is seen by nobody
    course: float = 3.0  # standard errors of a slope from which the loss falls under its noise
    still: float = 2.0  # the same over the last third
    many: int = 20  # records in which weights that are updated would have shown some fall
    untrained: float = 0.5  # level below which a loss has been brought down before the log begins
    solved: float = 0.99  # accuracy from which no more is to be gained
    tiny: int = 8  # examples in a batch whose gradient is mostly noise


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    found = shape(run[parts.loss]) if parts.loss else None
    if parts.loss is None or found is None or parts.adversarial or len(found) < limits.records:
        return
    fall = found.start - found.low
    if not found.level or (len(found) < limits.short and bool(np.all(differences(found.curve) < 0))):
        return
    if len(found) < limits.short and found.begin > 0 and found.noise < limits.gone * (found.curve[0] - found.low):
        return
    loud = relative(found) > limits.scatter
    hides = found.noise > max(limits.hidden * fall, limits.visible * found.level)
    if loud or hides:
        yield _finding(run, parts.loss, found, limits)


def _finding(run: Run, key: str, found: Shape, limits: Limits) -> Finding:
    pace = progress(found)
    falls = pace.z < -limits.course
    share = relative(found)
    under = "falls" if falls else "shows no fall for certain"
    large = outsized(run, found)
    beyond = large > 0 and found.records >= limits.short and classifies(run) and last_accuracy(run) is not None
    size = f" at {found.level:.4g}, where guessing costs less than {np.log(1000):.2g}" if beyond else ""
    return Finding(
        code="noisy_loss",
        severity="warning" if beyond else "info",
        confidence=0.8 if found.records >= 10 else 0.6,
        headline=f"The loss scatters by {share:.1%} of its level from record to record{size}; "
        f"the course under it {under}.",
        explanation="Outputs this extreme come from inputs that are not scaled, or from steps that are too long."
        if beyond
        else "This is the noise of the batches: judge the running mean, not single records."
        if falls
        else "If there is progress, it is smaller than the noise: log means over more batches, or wait.",
        where=stretch(run, key),
        evidence={
            "noise": number(found.noise, note="standard deviation of one record"),
            "noise_over_level": number(share, "share"),
            "fall": number(found.start - found.end),
            "trend": number(pace.z, "standard errors", "slope of a straight line; negative falls"),
        },
        causes=_causes(run, key, found, pace, limits),
    )


def _causes(run: Run, key: str, found: Shape, pace: Progress, limits: Limits) -> tuple[Cause, ...]:
    large, batch = outsized(run, found), run.known("batch_size")
    small = isinstance(batch, int | float) and batch <= limits.tiny
    noise = Cause("batch_too_small", 0.8 if small else 0.5, "the noise of a batch falls with the root of its size")
    if large:
        why = "a loss this large is that of inputs or targets on a scale of their own"
        rate = "the outputs jump about far from any sensible answer"
        return Cause("unscaled_inputs", large, why), Cause("learning_rate_too_high", 0.6, rate), noise
    if found.begin > 0:
        why = f"the first record was {found.curve[0] / found.level:.3g} times the others: the first steps went astray"
        return Cause("learning_rate_too_high", 0.8, why), noise
    done = (last_accuracy(run) or 0.0) > limits.solved
    if pace.tail.z < -limits.still and not done:
        return Cause("too_few_epochs", 0.7, "under its noise the loss was still falling at the end"), noise
    if pace.z < -limits.course and run[key].unit != "epoch":
        return Cause("too_few_epochs", 0.55, "single batches scatter in any run; the course under them falls"), noise
    if pace.z < -limits.course or not _untrained(run[key], found, pace, limits):
        if run[key].unit == "epoch" and not small:
            why = "a mean over an epoch hardly scatters with its batches: the steps throw the weights about"
            return Cause("learning_rate_too_high", 0.75, why), noise
        if run[key].unit == "step" and found.records < limits.many and not small:
            return (Cause("batch_too_small", 0.6, "so few batches say nothing but how much they differ"),)
        return noise, Cause("learning_rate_too_high", 0.55, "long steps keep the weights jumping about")
    return (
        Cause("no_parameter_update", 0.7, f"no fall in {found.records} records from the first one on"),
        noise,
        Cause("learning_rate_too_low", 0.4, "steps so short that noise hides what they bring"),
        Cause("learning_rate_too_high", 0.4, "steps so long that they undo each other"),
    )


def _untrained(series: Series, found: Shape, pace: Progress, limits: Limits) -> bool:
    """Whether the log begins with the training, and the loss is still where an untrained network has it."""
    level = found.records >= limits.many and found.level > limits.untrained
    return begins(series) and pace.z > -1 and level


RULE = Rule(id="noisy_loss", severity="info", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits())

"""The network stops at a poor result on its own training data.

What it means
    It cannot represent the task, is held back (too much regularisation, inputs that do not tell), or its optimisation
    stopped early. Training and validation are equally poor, so overfitting it is not.

What to look at
    Whether the training accuracy has stopped below what the task allows, and whether more units change that.

When to ignore
    The task may allow no more: noisy labels, little information in the inputs. Most of the planned epochs may be still
    to come; then it is information only.

References
    I. Goodfellow et al., "Deep Learning", 2016, chapter 5.2.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, Severity, number, stretch
from analyzers.run import Run
from analyzers.signals.magnitude import outsized
from analyzers.signals.progress import begins, progress
from analyzers.signals.roles import Roles, in_shares, roles, shares
from analyzers.signals.shape import Shape, relative, shape, trend


@frozen()
class Limits:
    records: int = 8  # records below which the end of a run is not seen
    batches: int = 20  # the same where records are no epochs
    poor: float = 0.7  # training accuracy below which the data are not fitted
    many: int = 12  # classes, stated or told by a start at ln C, from which a poor accuracy may be a good one
    better: float = 1.1  # accuracy over that of its first record or of chance, above which something was learned
    stopped: float = 0.025  # rise of the accuracy over the last third that is no progress any more
    seen: float = 0.5  # share of the planned epochs, below which the end of the run is not shown
    gap: float = 0.07  # training accuracy over the validation one: more is overfitting
    high: float = 0.5  # loss at the end as a share of the start, where no accuracy tells
    smooth: float = 0.03  # noise as a share of the level, up to which a plateau is no noise floor
    restless: float = 0.04  # the same of the training loss, from which its steps are at fault
    creep: float = 0.15  # fall over the last third, as a share of the whole fall


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    loss = shape(run[parts.loss]) if parts.loss else None
    if parts.adversarial or (loss is not None and loss.begin > 0):  # then its first steps are to blame
        return
    if parts.accuracy and len(run[parts.accuracy]) >= limits.records:
        yield from _by_accuracy(run, parts.accuracy, parts.val_accuracy, limits)
    elif parts.loss and loss is not None and not parts.val_accuracy and _is_high(run, parts, loss, limits):
        left = f"{loss.end:.4g}, {loss.end / loss.start:.0%} of its start"
        yield _finding(run, parts.loss, loss, "info", f"The loss hardly falls any more at {left}.", limits)


def _by_accuracy(run: Run, key: str, val_key: str | None, limits: Limits) -> Iterator[Finding]:
    found = shape(in_shares(run[key]))
    if found is None or not 0.05 < found.end < limits.poor:
        return
    classes = run.known("classes")
    chance = 1 / float(classes) if isinstance(classes, int | float) and classes >= 2 else 0.0
    rise = trend(found.curve[2 * len(found) // 3 :]).change
    stopped = rise < max(limits.stopped, 0.1 * (found.end - found.start))
    learned = found.end > limits.better * max(chance, found.low, 1e-3)
    if not (stopped and learned):
        return
    val = float(np.median(shares(run[val_key])[-3:])) if val_key else found.end
    if found.end - val < limits.gap:
        beside = f", and validation accuracy is {val:.3g}" if val_key else ""
        severity: Severity = "info" if _is_open(run, key, limits) or _is_hard(run, limits) else "warning"
        yield _finding(run, key, found, severity, f"Training accuracy has stopped at {found.end:.3g}{beside}.", limits)


def _is_open(run: Run, key: str, limits: Limits) -> bool:
    """Whether there may be more to come: of batches, of a piece out of the middle or from the beginning of a run, or

    where no loss tells."""
    young = run[key].unit != "epoch" and len(run[key]) < limits.batches
    planned, seen = run.known("epochs"), run[key].steps[-1] if run[key].unit == "epoch" else np.inf
    goes_on = isinstance(planned, int | float) and seen < limits.seen * planned
    return young or goes_on or not roles(run).loss or not begins(run[key])


def _is_hard(run: Run, limits: Limits) -> bool:
    """Whether there are so many classes (words, characters) that nobody gets most of them right."""
    key, classes = roles(run).loss, run.known("classes")
    loss = shape(run[key]) if key else None
    begun = loss.start if loss is not None and key is not None and begins(run[key]) else 0.0
    return begun > np.log(limits.many) or (isinstance(classes, int | float) and classes > limits.many)


def _is_high(run: Run, parts: Roles, found: Shape, limits: Limits) -> bool:
    if found.records < limits.records:
        return False
    pace = progress(found)
    val = shape(run[parts.val_loss]) if parts.val_loss else None
    fell = found.start > 0 and pace.certainty > 8 and 0.03 < pace.fallen < 1 - limits.high
    bent = pace.tail.left < limits.creep and pace.evenness < 0.35
    alike = val is None or val.end < found.end * 1.2
    return bool(fell and bent and alike and found.noise < limits.smooth * found.level and found.low >= 0)


def _finding(run: Run, key: str, found: Shape, severity: Severity, headline: str, limits: Limits) -> Finding:
    return Finding(
        code="underfitting",
        severity=severity,
        confidence=0.75 if severity == "warning" else 0.5,
        headline=headline,
        explanation="The training data themselves are not fitted: a larger network or better inputs come first.",
        where=stretch(run, key, int(found.index[2 * len(found) // 3])),
        evidence={"start": number(found.start), "end": number(found.end), "noise": number(found.noise)},
        causes=(
            *_restless(run, limits),
            Cause("model_too_small", 0.6, "too few units for the task"),
            Cause("too_few_epochs", 0.4, "a slow creep goes on"),
            Cause("learning_rate_too_low", 0.3, "steps too short look like a limit"),
            Cause(
                "unscaled_inputs", max(0.3, outsized(run, found)), "inputs of very different sizes cannot all be used"
            ),
        ),
    )


def _restless(run: Run, limits: Limits) -> tuple[Cause, ...]:
    """A loss that scatters where the network is at its limit was not brought there by the network."""
    key = roles(run).loss
    found = shape(run[key]) if key else None
    if found is None or relative(found) < limits.restless:
        return ()
    return (Cause("learning_rate_too_high", 0.85, "the loss scatters, which that of a network at its limit does not"),)


RULE = Rule(
    id="underfitting",
    severity="warning",
    needs=("train/loss|val/loss|train/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

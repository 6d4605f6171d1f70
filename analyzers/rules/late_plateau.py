"""The loss fell, then stopped falling while it still scatters.

What it means
    Often the noise floor of the learning rate: the steps are as long as the distance to the minimum, so the weights
    jump about in it. The excess grows with the rate, and falls at once when the rate is lowered. Or the network has
    reached what it can.

What to look at
    A drop of the learning rate in the log that was followed by a drop of the loss proves the floor. Otherwise: the
    scatter of the records in the plateau, and the accuracy there.

When to ignore
    The loss is as low as it needs to be.

References
    S. L. Smith, Q. V. Le, "A Bayesian Perspective on Generalization and Stochastic Gradient Descent", arXiv 1710.06451;
    L. Bottou et al., "Optimization Methods for Large-Scale Machine Learning", arXiv 1606.04838, theorem 4.6.
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Evidence, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.magnitude import outsized
from analyzers.signals.noise_floor import RateDrop, rate_drop
from analyzers.signals.progress import Progress, is_excerpt, last_accuracy, progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, relative, shape, trend
from analyzers.signals.summary import lowest, reach


@frozen()
class Limits:
    piece: int = 6  # records of a piece out of the middle of a run that tell whether it moves
    moved: float = 0.03  # share of the level that its course must reach over, or a record scatter by, to do so
    records: int = 12  # records below which an end and a plateau look alike
    certain: float = 8.0  # fall before the plateau, in standard errors
    sudden: float = 5.0  # the same where it all came with the first record or two
    level_z: float = 2.0  # and the standard errors of a slope below which all records after them are level
    fallen: float = 0.03  # and as a share of the start
    done: float = 0.02  # share of the start at which the loss is low enough for anyone
    accuracy: float = 0.97  # or the accuracy that is
    loud: float = 0.15  # noise of a record, as a share of the level, beyond which the noise is what there is to see
    left: float = 0.05  # fall over the last third, as a share of the whole fall
    back: float = 0.1  # share of the whole fall that was lost again
    wander: float = 0.15  # how far the smoothed end may go up and down, as a share of the whole fall
    jitter: float = 0.003  # noise as a share of the level, above which a smooth limit of the network is unlikely
    many: int = 12  # records of which a plateau from the third one on means that it was reached at once
    gradual: float = 0.82  # straightness from which a smooth course bent bit by bit, and longer steps are what it lacks
    relative: float = 0.1  # the same as a share of the level, from which a small loss still falls
    noise_z: float = 3.0  # or its certainty, in standard errors


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    found = shape(run[parts.loss]) if parts.loss else None
    if parts.loss is None or found is None or parts.adversarial:
        return
    if len(found) >= limits.piece and is_excerpt(run[parts.loss]) and _hardly_moves(found, limits):
        yield _of_piece(run, parts.loss, found)
        return
    if len(found) < limits.records:
        return
    pace = progress(found)
    at_once = _is_at_once(found, limits)
    fell = pace.certainty > (limits.sudden if at_once else limits.certain) and pace.fallen > limits.fallen
    over = abs(found.end) < limits.done * abs(found.start) or (last_accuracy(run) or 0.0) > limits.accuracy
    if fell and not over and found.rise < 0.5 * found.drop and (at_once or _is_flat(found, pace, limits)):
        yield _finding(run, parts.loss, found, pace, rate_drop(run, parts.loss), limits)


def _hardly_moves(found: Shape, limits: Limits) -> bool:
    """Whether nothing happens in a piece out of the middle of a run, under noise that lets this be seen."""
    return reach(found.smooth) < limits.moved * found.level and relative(found) < limits.moved


def _of_piece(run: Run, key: str, found: Shape) -> Finding:
    series = run[key]
    return Finding(
        code="late_plateau",
        severity="info",
        confidence=0.5,
        headline=f"From {series.unit} {series.steps[0]} to {series.steps[-1]} the loss hardly moves from "
        f"{found.level:.4g}.",
        explanation="What was before is not in the log: a run that is nearly done looks so, and one that is stuck.",
        where=stretch(run, key),
        evidence={"level": number(found.level), "noise": number(found.noise, note="standard deviation of one record")},
        causes=(
            Cause("learning_rate_too_low", 0.5, "steps too short for what is left"),
            Cause("model_too_small", 0.4, "a smooth plateau is what a network at its limit gives"),
            Cause("learning_rate_too_high", 0.3, "steps too long to settle"),
        ),
    )


def _is_at_once(found: Shape, limits: Limits) -> bool:
    """Whether all that was gained came with the first record or two, and nothing but noise after it."""
    rest = found.curve[2:]
    lasting = len(rest) > 2 and lowest(found.curve[:2]) < found.end + limits.wander * found.drop + 2 * found.noise
    return lasting and abs(trend(rest).z) < limits.level_z and relative(found) < limits.loud


def _is_flat(found: Shape, pace: Progress, limits: Limits) -> bool:
    """Whether the last third neither falls on nor wanders, under noise that lets this be seen."""
    end = pace.tail
    falls = end.z < -limits.noise_z and -end.change > limits.relative * found.level
    flat = abs(end.left) < limits.left or (abs(end.z) < limits.noise_z and end.left < 0.1)
    if falls or not flat:
        return False
    still = reach(found.smooth[end.first :]) < max(limits.wander * found.drop, 4 * found.noise)
    return still and relative(found) < limits.loud


def _finding(run: Run, key: str, found: Shape, pace: Progress, dropped: RateDrop | None, limits: Limits) -> Finding:
    series = run[key]
    level = pace.tail.level
    reached = np.flatnonzero(found.smooth <= level + max(2 * found.doubt, 0.03 * (found.start - level)))
    first = int(found.index[reached[0]]) if len(reached) else int(found.index[pace.tail.first])
    return Finding(
        code="late_plateau",
        severity="info",
        confidence=0.75,
        headline=f"The loss has stayed at about {level:.4g} since {series.unit} {series.steps[first]}.",
        explanation="Either the steps are too long to settle (a lower rate then helps at once), "
        "or the network has reached what it can.",
        where=stretch(run, key, first),
        evidence=_evidence(found, pace, len(series) - first, dropped),
        causes=_causes(run, found, first <= 2 and len(series) >= limits.many, dropped, limits),
    )


def _evidence(found: Shape, pace: Progress, records: int, dropped: RateDrop | None) -> dict[str, Evidence]:
    evidence = {
        "level": number(pace.tail.level),
        "plateau_records": number(records, "records"),
        "noise": number(found.noise, note="standard deviation of one record"),
        "fall_in_last_third": number(pace.tail.left, "share", "of the whole fall"),
    }
    if dropped:
        evidence["level_before_rate_drop"] = number(dropped.before)
        evidence["level_after_rate_drop"] = number(dropped.after)
        evidence["rate_drop"] = number(dropped.factor, "ratio")
    return evidence


def _causes(run: Run, found: Shape, at_once: bool, dropped: RateDrop | None, limits: Limits) -> tuple[Cause, ...]:
    loud = found.noise > 0.02 * found.level
    floor = 0.7 if dropped else 0.6 if loud else 0.3
    why = "the level fell when the rate did" if dropped else "records scatter around a level that does not fall"
    if found.begin > 0:
        floor, why = 0.8, f"the first record was {found.curve[0] / found.level:.3g} times the others: a step too long"
    elif found.rise > max(limits.back * found.drop, 2 * found.doubt):
        floor, why = 0.7, f"the loss has gone up again from {found.low:.4g}"
    elif at_once and found.noise > limits.jitter * found.level:
        floor, why = 0.75, "the level was reached at once, and the loss jumps about there"
    large = outsized(run, found)
    scale = (Cause("unscaled_inputs", large, "a loss this large is one of unscaled data"),) if large else ()
    return (
        *scale,
        Cause("learning_rate_too_high", floor, why),
        Cause("model_too_small", 0.5 if not loud else 0.25, "a smooth plateau is what a network at its limit gives"),
        _too_low(run, found, loud, limits),
    )


def _too_low(run: Run, found: Shape, loud: bool, limits: Limits) -> Cause:
    """A smooth curve that bent gradually levels off where its steps have become too short for what is left."""
    if "lr" in run and run["lr"].values[-1] < 1e-6:
        return Cause("learning_rate_too_low", 0.3, "decayed too far")
    if loud or progress(found).straightness < limits.gradual:
        return Cause("learning_rate_too_low", 0.1, "decayed too far")
    return Cause("learning_rate_too_low", 0.55, "a smooth curve that levels off bit by bit is short of longer steps")


RULE = Rule(
    id="late_plateau", severity="info", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits()
)

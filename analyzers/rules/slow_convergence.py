"""The loss falls, but hardly.

What it means
    Each record brings about as much as the one before, and all of them together little: the steps are too short. A
    curve that is merely nearly finished bends; this one is straight.

What to look at
    The fall per record against the noise, and how many more records the same pace would need.

When to ignore
    During a warm-up the rate is low on purpose. Fine-tuning starts near the end: a good accuracy beside a slow loss is
    no fault.

References
    Y. Bengio, "Practical recommendations for gradient-based training of deep architectures", arXiv 1206.5533.
"""

from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, Severity, number, stretch
from analyzers.run import Run
from analyzers.signals.magnitude import outsized
from analyzers.signals.progress import Progress, begins, is_excerpt, last_accuracy, progress, warms_up
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, shape, trend
from analyzers.signals.unmoved import unmoved


@frozen()
class Limits:
    records: int = 6  # records below which straight and bent cannot be told apart
    few: int = 8  # records below which a slow pace is worth knowing, and no more
    straight: float = 0.5  # fall of the second half over that of the first
    bent: float = 2.0  # the same, beyond which it only got going late
    line: float = 0.88  # straightness below which it had stood still for a while: a bend of 0.5 has 0.95
    fallen: float = 0.5  # share of the loss that is gone: beyond it the pace is no problem
    worrying: float = 0.3  # the same, beyond which an even pace may just be that of a young run
    young: int = 15  # steps, where they are counted, below which every run is young
    quickens: float = 1.4  # fall of the second half over that of the first, beyond which the run is getting under way
    certain: float = 4.0  # standard errors of the slope
    many: int = 20  # records below which that is so from two thirds of it on
    good: float = 0.8  # accuracy from which a slow loss is mostly fine-tuning
    mild_straight: float = 0.25  # where each record's progress stands out of the noise, it may bend as much as this
    mild_fallen: float = 0.65  # and fall as much as this: longer steps would still be taken well
    faint_straight: float = 0.12  # or it may bend even more
    faint_fallen: float = 0.3  # where hardly anything is gone
    hardly: float = 0.05  # share of the loss below which hardly anything is gone, however it went
    late: float = 3.0  # standard errors of the fall in the last third, from which it has not come to its end
    long: int = 12  # records after which that says something
    rounds: int = 30  # trees after which boosting at a usual rate has bent
    brisk: float = 0.003  # fall per record in the last third, as a share of the level, that is worth more of it
    slow: float = 0.001  # the same where hardly anything is gone
    follows: float = 0.1  # share of training's fall that validation gains at least where anything is learnt
    risen: float = 0.02  # rise of the validation loss over its start, as a share of it, that undoes what was gained
    clear: float = 2.0  # fall per record in the last third, in units of the noise, that stands out


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    found = shape(run[parts.loss]) if parts.loss else None
    if parts.loss is None or found is None or len(found) < limits.records:
        return
    series, pace = run[parts.loss], progress(found)
    if parts.adversarial or warms_up(run) or is_excerpt(series) or (parts.booster and found.records < limits.rounds):
        return
    if found.begin > 0 or not 0 < pace.fallen < limits.mild_fallen or pace.z > -limits.certain:
        return
    if _by_heart(run, pace.fall, limits):  # longer steps would only bring that on sooner
        return
    severity = _severity(run, found, pace, limits)
    if severity is not None or unmoved(run) is not None:
        yield _finding(run, parts.loss, found, pace, severity or "info")


def _severity(run: Run, found: Shape, pace: Progress, limits: Limits) -> Severity | None:
    """How bad the pace is; None where it is good enough."""
    if pace.evenness > limits.bent or pace.straightness < limits.line:
        hardly = found.records >= limits.long and pace.fallen < limits.hardly and pace.tail.z < -limits.late
        return "info" if hardly else None
    even = pace.evenness >= limits.straight and pace.fallen < limits.fallen and pace.tail.z < 2
    if even and (last_accuracy(run) or 0.0) < limits.good:
        worrying = limits.worrying * (1 if found.records >= limits.many else 2 / 3)
        return "warning" if pace.fallen < worrying and _is_due(run, pace, limits) else "info"
    return "info" if _has_room(run, found, pace, limits) else None


def _by_heart(run: Run, fall: float, limits: Limits) -> bool:
    """Whether the validation loss was best at the start: what the training loss gains is then no progress."""
    key = roles(run).val_loss
    val = shape(run[key]) if key else None
    if val is None or len(val) < limits.records:
        return False
    if val.start - val.low < limits.follows * fall and trend(val.curve).z > -1:
        return True
    return val.end - val.start > max(val.luck, limits.risen * abs(val.start)) and trend(val.curve).z > limits.certain


def _is_due(run: Run, pace: Progress, limits: Limits) -> bool:
    """Whether more should have come by now: a log of the middle of a run, or of its first steps, may well be slow."""
    series = run[roles(run).loss or ""]
    old = series.unit != "step" or len(series) < 2 or bool(series.steps[-1] - series.steps[0] >= limits.young)
    return old and len(series) >= limits.few and begins(series) and pace.evenness < limits.quickens


def _has_room(run: Run, found: Shape, pace: Progress, limits: Limits) -> bool:
    """Whether each record still brings so much that longer steps would be taken well, though the curve bends."""
    per_record = -pace.tail.change / max(1, len(found) - 1 - pace.tail.first)
    clear = per_record > limits.clear * found.noise
    mild = pace.evenness >= limits.mild_straight and pace.fallen < limits.mild_fallen
    faint = pace.evenness >= limits.faint_straight and pace.fallen < limits.faint_fallen
    mild, faint = mild and per_record > limits.brisk * found.level, faint and per_record > limits.slow * found.level
    return clear and (mild or faint) and not roles(run).booster


def _finding(run: Run, key: str, found: Shape, pace: Progress, severity: Severity) -> Finding:
    series = run[key]
    per_record = (found.start - found.end) / max(1, found.records - 1)
    needed = abs(found.end) / per_record if per_record > 0 else float("inf")
    known = run.known("learning_rate")
    rate = f" at a learning rate of {known:g}" if isinstance(known, int | float) else ""
    return Finding(
        code="slow_convergence",
        severity=severity,
        confidence=0.85 if pace.fallen < 0.2 else 0.7,
        headline=f"In {found.records} records the loss only fell from {found.start:.4g} to {found.end:.4g}{rate}.",
        explanation="A curve that does not bend is far from its end: longer steps would bring it there sooner.",
        where=stretch(run, key),
        evidence={
            "fall_per_record": number(per_record),
            "fallen": number(pace.fallen, "share", "of the loss at the start"),
            "evenness": number(pace.evenness, "ratio", "fall of the second half over that of the first"),
            "records": number(found.records, "records"),
            "records_to_zero": number(needed, "records", "at this pace, so the truth is less or never"),
            "noise": number(found.noise, note="standard deviation of one record"),
            "first_step": number(int(series.steps[0]), series.unit),
        },
        causes=(
            Cause("learning_rate_too_low", 0.85, "progress that stays the same is limited by the length of the steps"),
            Cause(
                "unscaled_inputs",
                max(0.3, outsized(run, found)),
                "inputs of very different sizes make some directions slow",
            ),
            Cause("saturated_activations", 0.2, "saturated units pass little gradient on"),
        ),
    )


RULE = Rule(
    id="slow_convergence", severity="warning", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits()
)

"""The network gets better on the training data and worse, or no better, on data it has not seen.

What it means
    It has learned what the two sets share and now learns the training examples by heart.

What to look at
    The best epoch, and what was lost since. Without a validation loss the gap of the accuracies tells.

When to ignore
    Validation accuracy still rises while validation loss does too: the network only grows too sure of its mistakes.
    That is reported as information, not as a warning.

References
    L. Prechelt, "Early Stopping - But When?", 1998; C. Guo et al., "On Calibration of Modern Neural Networks",
    arXiv 1706.04599.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analyzers.rule import Cause, Evidence, Finding, Rule, number, stretch
from analyzers.run import Floats, Run, Series
from analyzers.signals.progress import begins
from analyzers.signals.roles import Roles, in_shares, roles, shares
from analyzers.signals.shape import Shape, shape, trend, window
from analyzers.signals.summary import highest, median


@dataclass(frozen=True)
class Limits:
    records: int = 4  # validation records below which a turn cannot be seen
    rise: float = 0.03  # rise of validation loss over its lowest level, as a share of it
    marked: float = 0.1  # the same, from which it is worth a warning
    wobbles: float = 1.5  # and in units of the largest climb that it had come back from before
    certain: float = 4.0  # standard errors of a straight climb since the best record
    patience: float = 0.08  # share of the run that must follow the best record
    gap_records: int = 3  # records from which a gap and what becomes of it can be seen
    fell: float = 0.005  # fall of training in the last half, as a share of its start, that counts as going on
    wide: float = 0.4  # gap, as a share of the validation loss, that needs no marked fall of training any more
    gap: float = 0.3  # validation loss above training loss, as a share of it, that a gap must reach
    apart: float = 1 / 3  # training loss over validation loss, and over its start: learnt by heart, falling or not
    apart_records: int = 8  # records from which it shows that validation loss stopped long before
    begun: float = 0.015  # fall of training, as a share of its start, beside which validation should have gained
    risen: float = 0.08  # validation accuracy over its first record that is luck on few examples
    never: float = 0.1  # validation's largest gain as a share of training's fall, below which it gained nothing
    share: float = 0.35  # validation's part in the progress of training over the last half, below which it has stopped
    accuracy_gap: float = 0.1  # training accuracy above validation accuracy
    large_gap: float = 0.15  # the same, from which it is worth a warning


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.adversarial:
        return
    found = _by_turn(run, parts, limits) or _by_accuracies(run, parts, limits) or _by_gap(run, parts, limits)
    foreign = _never_follows(run, parts, limits)
    if found is not None:
        yield replace(found, causes=foreign.causes) if foreign is not None else found
    elif foreign is not None:
        yield foreign


def _by_turn(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """Validation loss has a minimum well before the end and has risen since, while training loss fell."""
    key, train = _validation(run, parts)
    val = shape(run[key]) if key else None
    if key is None or val is None or len(val) < limits.records:
        return None
    series = run[key]
    rise = max(val.end, float(val.smooth[-1])) - val.low if len(val) < 10 else val.rise
    late = len(val) - 1 - val.low_at >= max(1, limits.patience * len(val))
    if not late or rise < limits.rise * abs(val.low) or not (rise > val.luck or _climbs(val, limits)):
        return None
    half = window(len(val)) // 2
    begin = max(0, val.low_at - half)
    best = int(val.index[begin + int(val.curve[begin : val.low_at + half + 1].argmin())])
    if train is not None and not _fell_since(run[parts.loss or ""], train, int(series.positions[best])):
        return None
    still = _accuracy_still_rises(run, parts, int(series.positions[best]))
    large = rise > max(limits.marked * abs(val.low), limits.wobbles * _wobble(val))
    sure = large and (rise > 2 * val.luck or _climbs(val, limits, least=4))
    words = " while training loss fell" if train is not None else ""
    words += "; validation accuracy still rose" if still else ""
    return Finding(
        code="overfitting",
        severity="warning" if sure and not still and train is not None else "info",
        confidence=0.95 if sure else 0.75,
        headline=f"Validation loss rose from {val.low:.4g} at {series.unit} {series.steps[best]} "
        f"to {val.low + rise:.4g}{words}.",
        explanation="The weights of the best record are worth more than the last ones."
        if not still
        else "The network grows too sure of its mistakes; the number of them still falls.",
        where=stretch(run, key, best),
        evidence=_turn_evidence(series, val, best, rise) | ({} if train is None else {"train_loss": number(train.end)}),
        causes=_causes(),
    )


def _turn_evidence(series: Series, val: Shape, best: int, rise: float) -> dict[str, Evidence]:
    return {
        "best_epoch" if series.unit == "epoch" else "best_record": number(int(series.steps[best]), series.unit),
        "best_val_loss": number(val.low),
        "last_val_loss": number(val.low + rise),
        "rise": number(rise / abs(val.low) if val.low else np.inf, "ratio", "of the lowest validation loss"),
        "noise": number(val.noise, note="standard deviation of one validation record"),
    }


def _climbs(val: Shape, limits: Limits, least: int = 3) -> bool:
    """Whether validation loss has climbed steadily since its best record, over `least` records at least."""
    since = val.curve[val.low_at :]
    after = since[window(len(val)) // 2 + 1 :]  # without the records that made it the best one
    steady = len(after) > len(val) // 5 and trend(after).z > limits.certain
    rises = len(since) >= least and bool(np.all(np.diff(since) > 0))
    return steady or (rises and since[-1] - since[0] > 2 * val.scatter)


def _wobble(val: Shape) -> float:
    """The largest climb of the smoothed validation loss before its best record, from which it came back."""
    before = val.smooth[: val.low_at + 1]
    return float((before - np.minimum.accumulate(before)).max())


def _validation(run: Run, parts: Roles) -> tuple[str | None, Shape | None]:
    """The validation loss, and the training loss beside it where there is one."""
    if parts.loss and parts.loss.startswith(("val", "test")):
        return parts.loss, None
    return parts.val_loss, shape(run[parts.loss]) if parts.loss and parts.val_loss else None


def _losses(run: Run, parts: Roles) -> tuple[Shape, Shape] | None:
    if parts.loss is None or parts.val_loss is None:
        return None
    train, val = shape(run[parts.loss]), shape(run[parts.val_loss])
    return None if train is None or val is None else (train, val)


def _fell_since(series: Series, train: Shape, position: int) -> bool:
    then = float(np.interp(position, series.positions[train.index], train.smooth))
    return train.end < then


def _accuracy_still_rises(run: Run, parts: Roles, position: int) -> bool:
    found = shape(run[parts.val_accuracy]) if parts.val_accuracy else None
    if found is None or parts.val_accuracy is None or len(found) < 3:
        return False
    positions = run[parts.val_accuracy].positions[found.index]
    then = float(np.interp(position, positions, found.smooth))
    return found.end > then + max(2 * found.doubt, 0.01 * abs(then))


def _by_accuracies(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """Training accuracy well above validation accuracy at the end."""
    if parts.accuracy is None or parts.val_accuracy is None:
        return None
    train, val = shares(run[parts.accuracy]), in_shares(run[parts.val_accuracy]).finite
    last_val = _last(val)
    until = np.searchsorted(run[parts.accuracy].positions, run[parts.val_accuracy].positions[-1], side="right")
    before = train[: max(1, int(until))]
    last = _last(before[np.isfinite(before)])
    gap = last - last_val
    if not limits.accuracy_gap <= gap <= 1 or last > 1:
        return None
    return Finding(
        code="overfitting",
        severity="warning" if gap >= limits.large_gap and len(run[parts.val_accuracy]) > 1 else "info",
        confidence=0.85 if gap >= limits.large_gap else 0.65,
        headline=f"Accuracy is {last:.3g} on the training data and {last_val:.3g} on validation data.",
        explanation="What was learned beyond the validation accuracy holds for the training examples only.",
        where=stretch(run, parts.val_accuracy),
        evidence={
            "train_accuracy": number(last, "share"),
            "val_accuracy": number(last_val, "share"),
            "gap": number(gap, "share"),
        },
        causes=_causes(),
    )


def _last(finite: Floats) -> float:
    """The final level: the median of the last three of at least six records; NaN where there is none."""
    return median(finite[-3:]) if len(finite) >= 6 else float(finite[-1]) if len(finite) else np.nan


def _by_gap(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """Training loss keeps falling well below a validation loss that has stopped."""
    pair = _losses(run, parts)
    if pair is None or min(len(pair[0]), len(pair[1])) < limits.gap_records:
        return None
    if (parts.loss or "").partition("/")[2] != (parts.val_loss or "").partition("/")[2]:
        return None
    train, val = pair
    gap = val.end - train.end
    if _is_apart(train, val, limits):
        return _of_gap(run, parts, train, val, limits)
    since = [float(found.smooth[len(found) // 2]) - found.end for found in pair]
    falls = since[0] > max(3 * train.doubt, limits.fell * abs(train.start))
    if not falls or gap < max(limits.gap * abs(val.end), 3 * val.doubt):
        return None
    wide = gap > limits.wide * abs(val.end)
    if since[1] > limits.share * since[0] or (since[0] < 0.05 * abs(train.start) and not wide):
        return None
    return _of_gap(run, parts, train, val, limits)


def _is_apart(train: Shape, val: Shape, limits: Limits) -> bool:
    """Whether training loss came down to a fraction of a validation loss that stopped falling in the first half."""
    if len(val) < limits.apart_records or train.least < 0 or train.end > limits.apart * val.end:
        return False
    half = val.smooth[len(val) // 2]
    stopped = half - val.end < limits.rise * val.end or trend(val.curve[len(val) // 2 :]).z > -2
    return stopped and train.end < limits.apart * train.start


def _of_gap(run: Run, parts: Roles, train: Shape, val: Shape, limits: Limits) -> Finding:
    return Finding(
        code="overfitting",
        severity="info",
        confidence=0.6,
        headline=f"Validation loss stopped at {val.end:.4g} while training loss went on to {train.end:.4g}.",
        explanation="Further training improves the fit to the training examples only.",
        where=stretch(run, parts.val_loss or "", int(val.index[len(val) // 2])),
        evidence={"train_loss": number(train.end), "val_loss": number(val.end), "gap": number(val.end - train.end)}
        | _best_before(run[parts.val_loss or ""], val, limits),
        causes=_causes(),
    )


_FOREIGN = Cause(
    "wrong_output_or_loss", 0.25, "validation never gained anything: labels that do not belong to their inputs do that"
)


def _never_follows(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """Training loss falls for certain, and validation loss is no lower at any time than it was at the start."""
    pair = _losses(run, parts)
    if pair is None or len(pair[1]) < limits.apart_records or not begins(run[parts.loss or ""]):
        return None
    train, val = pair
    fell = train.start - train.end
    certain = fell > max(limits.begun * abs(train.start), 8 * train.doubt) and trend(train.curve).z < -limits.certain
    gained = max(val.start, float(val.curve[0])) - val.low
    alike = 0.8 < val.start / train.start < 1.25 if train.start > 0 else False  # neither was trained before
    if not (certain and alike and gained < limits.never * fell and trend(val.curve).z > -1):
        return None
    finding = _of_gap(run, parts, train, val, limits)
    told = f"Validation loss never left {val.start:.4g} while training loss fell to {train.end:.4g}."
    causes = (*finding.causes, _FOREIGN) if _guesses(run, parts) else finding.causes
    return replace(finding, headline=told, causes=causes)


def _guesses(run: Run, parts: Roles) -> bool:
    """Whether validation accuracy was logged and never rose."""
    values = in_shares(run[parts.val_accuracy]).finite if parts.val_accuracy else np.empty(0)
    return len(values) >= 3 and trend(values).z < 2 and highest(values) < min(0.5, values[0] + Limits.risen)


def _best_before(series: Series, val: Shape, limits: Limits) -> dict[str, Evidence]:
    """The best record, where its weights were worth more than the last ones, if only by luck."""
    at = int(val.curve.argmin())
    if val.end - val.least < limits.rise * abs(val.end) or at > (1 - limits.patience) * (len(val) - 1):
        return {}
    best = int(series.steps[val.index[at]])
    return {"best_epoch" if series.unit == "epoch" else "best_record": number(best, series.unit)}


def _causes() -> tuple[Cause, ...]:
    return (Cause("too_little_regularization", 0.8, "nothing keeps the network from learning examples by heart"),)


RULE = Rule(
    id="overfitting",
    severity="warning",
    needs=("val/loss|val/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

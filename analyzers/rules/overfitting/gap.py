"""Overfitting that shows in the gap: training loss goes on falling far below a validation loss that has stopped."""

from analyzers.frozen import frozen
from analyzers.rule import Evidence, Finding, number, stretch
from analyzers.rules.overfitting.learnt_by_heart import CAUSES, losses
from analyzers.run import Run, Series
from analyzers.signals.progress import begins
from analyzers.signals.roles import Roles
from analyzers.signals.shape import Shape, trend

BEST = 0.03  # validation loss at the end over its lowest record, as a share of it, from which that record was better
PATIENCE = 0.08  # share of the run that must follow that record


@frozen()
class Limits:
    gap_records: int = 3  # records from which a gap and what becomes of it can be seen
    fell: float = 0.005  # fall of training in the last half, as a share of its start, that counts as going on
    wide: float = 0.4  # gap, as a share of the validation loss, that needs no marked fall of training any more
    gap: float = 0.3  # validation loss above training loss, as a share of it, that a gap must reach
    apart: float = 1 / 3  # training loss over validation loss, and over its start: learnt by heart, falling or not
    far: float = 0.2  # training loss over validation loss, in a log that does not begin with the training
    apart_records: int = 8  # records from which it shows that validation loss stopped long before
    stopped: float = 0.03  # fall of validation in the last half, as a share of it, below which it has stopped
    share: float = 0.35  # validation's part in the progress of training over the last half, below which it has stopped


def look(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """A gap that is wide or still widens, of two losses of one name."""
    pair = losses(run, parts)
    if pair is None or _name(parts.loss) != _name(parts.val_loss):
        return None
    if min(len(pair[0]), len(pair[1])) < limits.gap_records:
        return finding(run, parts, *pair) if _is_far(run, parts, *pair, limits) else None
    told = _is_apart(*pair, limits) or _widens(*pair, limits) or _is_far(run, parts, *pair, limits)
    return finding(run, parts, *pair) if told else None


def _name(key: str | None) -> str:
    """What a loss is called without its split."""
    return (key or "").partition("/")[2].removeprefix("train_")


def _widens(train: Shape, val: Shape, limits: Limits) -> bool:
    """Whether training loss still falls, far below a validation loss that hardly does any more."""
    gap = val.end - train.end
    trained, gained = (float(found.smooth[len(found) // 2]) - found.end for found in (train, val))
    falls = trained > max(3 * train.doubt, limits.fell * abs(train.start))
    if not falls or gap < max(limits.gap * abs(val.end), 3 * val.doubt):
        return False
    marked = gap > limits.wide * abs(val.end) or trained >= 0.05 * abs(train.start)
    return marked and gained <= limits.share * trained


def _is_far(run: Run, parts: Roles, train: Shape, val: Shape, limits: Limits) -> bool:
    """Whether a piece out of the middle of a run shows a training loss that is and stays a fraction of validation's."""
    late = any(not begins(run[key]) for key in parts.losses)
    return late and 0 <= train.end < limits.far * val.end and val.end >= (1 - limits.stopped) * val.start


def _is_apart(train: Shape, val: Shape, limits: Limits) -> bool:
    """Whether training loss came down to a fraction of a validation loss that stopped falling in the first half."""
    if len(val) < limits.apart_records or train.least < 0 or train.end > limits.apart * val.end:
        return False
    half = val.smooth[len(val) // 2]
    stopped = half - val.end < limits.stopped * val.end or trend(val.curve[len(val) // 2 :]).z > -2
    return stopped and train.end < limits.apart * train.start


def finding(run: Run, parts: Roles, train: Shape, val: Shape) -> Finding:
    """The two levels that the losses ended at, and the best record where one was better than the end."""
    return Finding(
        code="overfitting",
        severity="info",
        confidence=0.6,
        headline=f"Validation loss stopped at {val.end:.4g} while training loss went on to {train.end:.4g}.",
        explanation="Further training improves the fit to the training examples only.",
        where=stretch(run, parts.val_loss or "", int(val.index[len(val) // 2])),
        evidence={"train_loss": number(train.end), "val_loss": number(val.end), "gap": number(val.end - train.end)}
        | _best_before(run[parts.val_loss or ""], val),
        causes=CAUSES,
    )


def _best_before(series: Series, val: Shape) -> dict[str, Evidence]:
    """The best record, where its weights were worth more than the last ones, if only by luck."""
    at = int(val.curve.argmin())
    if val.end - val.least < BEST * abs(val.end) or at > (1 - PATIENCE) * (len(val) - 1):
        return {}
    best = int(series.steps[val.index[at]])
    return {"best_epoch" if series.unit == "epoch" else "best_record": number(best, series.unit)}

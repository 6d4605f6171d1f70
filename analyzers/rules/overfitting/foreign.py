"""Validation that never gained anything from the first record on: often its labels, or training's, are not its own."""

from dataclasses import replace

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding
from analyzers.rules.overfitting import gap
from analyzers.rules.overfitting.learnt_by_heart import losses
from analyzers.run import Run
from analyzers.signals.progress import begins
from analyzers.signals.roles import Roles, in_shares
from analyzers.signals.shape import Shape, trend
from analyzers.signals.summary import highest

FOREIGN = Cause(
    "wrong_output_or_loss", 0.25, "validation never gained anything: labels that do not belong to their inputs do that"
)


@frozen()
class Limits:
    never_records: int = 8  # records below which validation may still begin to gain
    begun: float = 0.015  # fall of training, as a share of its start, beside which validation should have gained
    sure: float = 4.0  # standard errors of that fall's slope
    never: float = 0.1  # validation's largest gain as a share of training's fall, below which it gained nothing
    risen: float = 0.08  # validation accuracy over its first record that is luck on few examples


def look(run: Run, parts: Roles, limits: Limits) -> Finding | None:
    """Training loss falls for certain, and validation loss is no lower at any time than it was at the start."""
    pair = losses(run, parts)
    if pair is None or len(pair[1]) < limits.never_records or not begins(run[parts.loss or ""]):
        return None
    train, val = pair
    if not (_falls(train, limits) and _never_gains(train, val, limits)):
        return None
    found = gap.finding(run, parts, train, val)
    told = f"Validation loss never left {val.start:.4g} while training loss fell to {train.end:.4g}."
    causes = (*found.causes, FOREIGN) if _guesses(run, parts, limits) else found.causes
    return replace(found, headline=told, causes=causes)


def _falls(train: Shape, limits: Limits) -> bool:
    fell = train.start - train.end
    return fell > max(limits.begun * abs(train.start), 8 * train.doubt) and trend(train.curve).z < -limits.sure


def _never_gains(train: Shape, val: Shape, limits: Limits) -> bool:
    """Whether both began alike, as untrained networks do, and validation loss then fell by nothing to speak of."""
    gained = max(val.start, float(val.curve[0])) - val.low
    alike = train.start > 0 and 0.8 < val.start / train.start < 1.25
    return alike and gained < limits.never * (train.start - train.end) and trend(val.curve).z > -1


def _guesses(run: Run, parts: Roles, limits: Limits) -> bool:
    """Whether validation accuracy never rose; so where none was logged, for all that can be seen."""
    if parts.val_accuracy is None:
        return True
    values = in_shares(run[parts.val_accuracy]).finite
    return len(values) >= 3 and trend(values).z < 2 and highest(values) < min(0.5, values[0] + limits.risen)

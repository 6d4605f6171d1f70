"""A loss that rises to ln C while the accuracy falls to 1/C, in a piece of a log that begins after most was learned."""

import math

from analyzers.frozen import frozen
from analyzers.rule import Finding, number, stretch
from analyzers.rules.collapsed.loss import CAUSES
from analyzers.run import Floats, Run
from analyzers.signals.chance import COMMON_CLASSES
from analyzers.signals.roles import roles, shares
from analyzers.signals.summary import highest, lowest, median


@frozen()
class Limits:
    at_chance: float = 0.03  # how near to ln C the last losses lie, as a share of it
    guessed: float = 0.1  # how far above 1/C the last accuracies may lie: the largest class has more than its share
    forgotten: float = 0.3  # accuracy that is lost
    last: int = 3  # records that are taken for the end, or the last one of four


def look(run: Run, limits: Limits) -> Finding | None:
    parts = roles(run)
    if parts.loss is None or parts.accuracy is None or not run[parts.loss].is_finite:
        return None
    loss, accuracy = run[parts.loss].values, shares(run[parts.accuracy])
    if len(loss) != len(accuracy) or len(loss) < 1 + limits.last:
        return None
    end = slice(-limits.last if len(loss) > 2 * limits.last else -1, None)
    level, share = median(loss[end]), median(accuracy[end])
    if highest(accuracy) - share < limits.forgotten or lowest(loss) > level / 2:
        return None
    near = (count for count in COMMON_CLASSES if abs(level / math.log(count) - 1) <= limits.at_chance)
    classes = next((count for count in near if share <= 1 / count + limits.guessed), None)
    return None if classes is None else _finding(run, parts.loss, loss, level, classes)


def _finding(run: Run, key: str, loss: Floats, level: float, classes: int) -> Finding:
    series, low = run[key], int(loss.argmin())
    at = low + int((loss[low:] > (level + loss[low]) / 2).argmax())
    return Finding(
        code="collapsed",
        severity="critical",
        confidence=0.9,
        headline=f"The loss had come down to {loss[low]:.4g}, then fell back to {level:.4g} at "
        f"{series.unit} {series.steps[at]}: ln {classes} = {math.log(classes):.4g} is chance.",
        explanation="What had been learned is gone; only the output's bias still follows the class shares.",
        where=stretch(run, key, at),
        evidence={
            "lowest": number(loss[low]),
            "constant": number(level),
            "classes": number(classes, "classes"),
            "records_since": number(len(loss) - at, "records"),
        },
        causes=CAUSES,
    )

"""A loss below 0 whose name does not allow it, or that keeps falling there beside an accuracy."""

import re
from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Finding
from analyzers.rules.implausible_loss.told import finding
from analyzers.run import Floats, Run
from analyzers.signals.roles import Roles
from analyzers.signals.summary import highest

_NEVER_NEGATIVE = re.compile(
    r"cross_?entropy|logloss|log_loss|(?<![a-z])(?:bce|ce|r?mse|mae|xent|hinge)(?![a-z])|squared|absolute|huber"
)


@frozen()
class Limits:
    below: float = -1e-4  # a loss less negative than this may be rounding
    unbounded: float = -1.0  # loss beside an accuracy that no cosine and no Dice coefficient gives either


def look(run: Run, parts: Roles, limits: Limits) -> Iterator[Finding]:
    """The first such loss."""
    stated, named = str(run.known("loss") or ""), (parts.loss, parts.val_loss)
    for key in parts.losses:
        values = run[key].values
        if key == parts.loss and parts.accuracy and _unbounded(run[key].finite, limits):
            yield finding(run, key, len(values) - 1, "keeps falling below 0, which no loss of a classifier does")
            return
        if np.fmin.reduce(values) < limits.below and _never_negative(key, stated if key in named else ""):
            yield finding(run, key, int(np.nanargmin(values)), "is below 0, which this loss cannot be")
            return


def _never_negative(key: str, stated: str) -> bool:
    """Whether a loss has a name, its own or a stated one, of losses that cannot be below 0."""
    return bool(_NEVER_NEGATIVE.search(f"{key} {stated}".lower().replace(" loss", "_loss").replace("-", "_")))


def _unbounded(finite: Floats, limits: Limits) -> bool:
    """Whether a loss falls on and on below 0: beside an accuracy, labels outside of 0…1 are the usual reason."""
    late = finite[-max(2, len(finite) // 4) :]
    return len(finite) >= 4 and highest(late) < limits.unbounded and bool(late[-1] < late[0])

"""How a loss gets on: how much of it is gone, how evenly, and whether it still falls."""

from dataclasses import dataclass

import numpy as np

from analyzers.run import Run
from analyzers.signals.plateau import Tail, tail
from analyzers.signals.roles import roles, shares
from analyzers.signals.shape import Shape, trend
from analyzers.signals.summary import median


@dataclass(frozen=True)
class Progress:
    """fallen: share of the start that is gone (of a positive loss; else the fall in units of the usual size)

    certainty: the whole fall in standard errors · evenness: fall of the second half over that of the first one, 1 for
    a straight line, near 0 for a finished curve · z: of a straight line through the whole · straightness: 1 minus the
    scatter of the smoothed course around that line, as a share of the fall · tail: the last third
    """

    fallen: float
    certainty: float
    evenness: float
    z: float
    straightness: float
    tail: Tail


def progress(found: Shape) -> Progress:
    """Measures a curve of at least 3 points."""
    fall = found.start - found.end
    size = found.start if found.start > 0 and found.curve.min() >= 0 else max(found.level, abs(found.start))
    middle = float(found.smooth[len(found) // 2])
    first, second = found.start - middle, middle - found.end
    course = found.curve[found.begin :]
    line = trend(course)
    rest = found.smooth[found.begin :] - line.slope * np.arange(len(course))
    return Progress(
        fallen=fall / size if size else 0.0,
        certainty=fall / found.doubt if found.doubt else np.sign(fall) * 1e6,
        evenness=second / first if first > 0 else np.inf if second > 0 else 0.0,
        z=line.z,
        straightness=1 - float(np.std(rest)) / abs(fall) if fall else 0.0,
        tail=tail(found),
    )


def last_accuracy(run: Run) -> float | None:
    """The final training accuracy (else the validation one) as a share, the median of its last three records."""
    parts = roles(run)
    key = parts.accuracy or parts.val_accuracy
    if key is None:
        return None
    values = shares(run[key])
    finite = values[np.isfinite(values)]
    return median(finite[-3:]) if len(finite) else None


def warms_up(run: Run) -> bool:
    """Whether the logged learning rate still rises at the end."""
    if "lr" not in run:
        return False
    rates = run["lr"].values
    return len(rates) > 1 and bool(rates[-1] > 1.05 * rates[0]) and bool(rates[-1] >= np.nanmax(rates))

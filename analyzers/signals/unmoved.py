"""Whether a curve is still where it began: nothing was learned, whatever an untrained network scores here."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Run
from analyzers.signals.progress import begins, progress
from analyzers.signals.roles import Roles, in_shares, roles
from analyzers.signals.shape import Shape, relative, shape
from analyzers.signals.summary import highest, reach

RECORDS = 5  # below which networks that are only tuned further have hardly moved either
MOVED = 0.03  # share of the start from which a loss has moved, up or down
WANDERED = 0.06  # reach of the smoothed course as a share of the level, from which it was elsewhere on the way
SCATTERS = 0.03  # noise of a record as a share of the level, in which a fall of MOVED would be hidden
LOW = 0.1  # level from which a loss is that of a network which was trained before; a perplexity has 1 more
KNOWS = 0.6  # accuracy from which something is known
RISEN = 0.1  # rise of an accuracy that is no luck
FEW = 8  # records of an accuracy alone below which a slow beginning looks the same
HARDLY = 0.01  # accuracy below which hardly an answer is right, even of a thousand classes
VALUES = 3  # different values, below which it jumps between constants (see frozen_metrics)
GUESSED = 0.55  # accuracy up to which guessing one of two classes comes, with luck


@frozen()
class Unmoved:
    """metric: the series; z: the slope of its course in standard errors, negative where it falls"""

    metric: str
    course: Shape
    z: float


def unmoved(run: Run) -> Unmoved | None:
    """The training loss of a log that begins with the training, if it and the validation loss never left the start."""
    parts = roles(run)
    key = parts.loss
    found = shape(run[key]) if key else None
    if key is None or found is None or len(found) < RECORDS or parts.adversarial or parts.booster:
        return None
    val = shape(run[parts.val_loss]) if parts.val_loss else None
    low = LOW + ("perplexity" in key)
    courses = [found] if val is None or len(val) < 3 else [found, val]
    if not begins(run[key]) or found.begin or found.least <= 0 or found.level < low or _knows(run, parts):
        return None
    return Unmoved(key, found, progress(found).z) if all(map(_stays, courses)) else None


def unmoved_accuracy(run: Run) -> Unmoved | None:
    """An accuracy without a loss that is low and never rises: from the first record on, or hardly above 0 later."""
    parts = roles(run)
    key = parts.accuracy or parts.val_accuracy
    found = shape(in_shares(run[key])) if key and not parts.loss else None
    if key is None or found is None or max(found.high, found.start) > GUESSED or len(np.unique(found.curve)) < VALUES:
        return None
    late = highest(found.curve) < HARDLY and not begins(run[key])
    line = progress(found).line
    rises = line.z > 2 or found.end > found.start + found.luck
    return Unmoved(key, found, line.z) if not rises and (late or (len(found) >= FEW and begins(run[key]))) else None


def _stays(course: Shape) -> bool:
    near = abs(progress(course).fallen) < MOVED and reach(course.smooth) < WANDERED * course.level
    return near and relative(course) < SCATTERS


def _knows(run: Run, parts: Roles) -> bool:
    """Whether an accuracy is that of a network which has learned something, or rises."""
    keys = [key for key in (parts.accuracy, parts.val_accuracy) if key]
    found = [in_shares(run[key]).finite for key in keys]
    return any(len(values) and (values[-1] > KNOWS or values[-1] - values[0] > RISEN) for values in found)

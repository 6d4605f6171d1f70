"""What all forms of overfitting share: their cause, and the two curves that part."""

from analyzers.rule import Cause
from analyzers.run import Run
from analyzers.signals.roles import Roles
from analyzers.signals.shape import Shape, shape

CAUSES = (Cause("too_little_regularization", 0.8, "nothing keeps the network from learning examples by heart"),)


def losses(run: Run, parts: Roles) -> tuple[Shape, Shape] | None:
    """Training and validation loss; None where one of them is missing."""
    if parts.loss is None or parts.val_loss is None:
        return None
    train, val = shape(run[parts.loss]), shape(run[parts.val_loss])
    return None if train is None or val is None else (train, val)

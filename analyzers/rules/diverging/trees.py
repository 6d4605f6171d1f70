"""A training loss that rises with every tree: each is fitted so that it falls."""

from dataclasses import replace

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding
from analyzers.run import Floats
from analyzers.signals.summary import differences


@frozen()
class Limits:
    rounds: int = 4  # trees all of which made the loss of what they were fitted to worse


def worsens(values: Floats, limits: Limits) -> bool:
    return len(values) >= limits.rounds and bool(np.all(differences(values) > 0))


def of_trees(told: Finding) -> Finding:
    """Of a loss that rises with every tree: each is fitted so that it falls."""
    return replace(
        told,
        severity="warning",
        explanation="Every tree is fitted so that the training loss falls: what is printed here is not what is fitted.",
        causes=(
            Cause("class_imbalance", 0.7, "classes are weighted in what is fitted, and not in what is printed"),
            Cause("learning_rate_too_high", 0.5, "shares too large overshoot, as with an objective of one's own"),
        ),
    )

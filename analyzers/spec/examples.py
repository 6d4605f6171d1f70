"""Examples ready for a network, and what the targets are taken for: classes or numbers."""

from dataclasses import field
from typing import Any, Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.run import Floats

Task = Literal["classification", "regression"]


@frozen(eq=False)
class Examples:
    """Data ready for a network.

    x:       (n, …) float64, as the user gave it or scaled as the spec says
    y:       (n,) class numbers from 0 for classification, (n, outputs) for regression
    task:    classification or regression
    classes: 0 for regression
    stand_in: made up, to a stated shape
    notes:   what was assumed, shown to the user
    unit:    (outputs,) what 1 in y is in the numbers as they were given, where they are scaled
    """

    x: Floats
    y: Floats
    task: Task
    classes: int
    stand_in: bool = False
    notes: tuple[str, ...] = ()
    unit: Floats = field(default_factory=lambda: np.ones(1))


def of_arrays(x: Floats, y: Any, at: str, notes: tuple[str, ...] = ()) -> Examples:
    """Examples of inputs (n,) or (n, …) and targets: labels of any kind, one-hot rows, or numbers; raises SpecError."""
    x = x.reshape(-1, 1) if x.ndim == 1 else x
    labels = np.asarray(y)
    if len(labels) != len(x):
        raise SpecError(f"{at} has {len(x)} inputs and {len(labels)} targets;", "give one target for each input", at)
    if len(x) < 2:
        raise SpecError(f"{at} has {len(x)} examples;", "give at least 2", at)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.dtype.kind in "US" or labels.dtype in (bool, object):
        names, numbers = np.unique(labels.astype(str), return_inverse=True)
        return Examples(x, numbers.astype(float), "classification", len(names), False, notes)
    labels = labels.astype(float)
    if labels.ndim == 2 and _is_one_hot(labels):
        return Examples(x, labels.argmax(axis=1).astype(float), "classification", labels.shape[1], False, notes)
    if labels.ndim == 1 and _are_classes(labels):
        return Examples(x, labels, "classification", max(2, int(labels.max()) + 1), False, notes)
    return Examples(x, labels.reshape(len(labels), -1), "regression", 0, False, notes)


def _is_one_hot(labels: Floats) -> bool:
    return labels.shape[1] > 1 and bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all())


def _are_classes(labels: Floats) -> bool:
    """Whole numbers from 0 without gaps, each met more than once on average."""
    present = np.unique(labels)
    return (
        len(present) * 2 <= len(labels) and bool(np.array_equal(present, np.arange(len(present)))) and len(present) > 1
    )

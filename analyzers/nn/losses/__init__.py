"""The catalogue of losses: one a file, listed here."""

from collections.abc import Mapping

from analyzers.nn.loss import Loss
from analyzers.nn.losses.binary_crossentropy import BinaryCrossentropy
from analyzers.nn.losses.categorical_crossentropy import CategoricalCrossentropy
from analyzers.nn.losses.hinge import Hinge
from analyzers.nn.losses.huber import Huber
from analyzers.nn.losses.mae import Mae
from analyzers.nn.losses.mse import Mse
from analyzers.nn.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy

LOSSES: Mapping[str, type[Loss]] = {
    each.kind: each
    for each in (Mse, Mae, Huber, Hinge, BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy)
}

__all__ = [
    "LOSSES",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Hinge",
    "Huber",
    "Loss",
    "Mae",
    "Mse",
    "SparseCategoricalCrossentropy",
]

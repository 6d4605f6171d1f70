"""The catalogue of optimizers: one a file, listed here."""

from collections.abc import Mapping

from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers.adadelta import Adadelta
from analyzers.nn.optimizers.adagrad import Adagrad
from analyzers.nn.optimizers.adam import Adam
from analyzers.nn.optimizers.adamw import AdamW
from analyzers.nn.optimizers.nadam import Nadam
from analyzers.nn.optimizers.rmsprop import RmsProp
from analyzers.nn.optimizers.sgd import Sgd

OPTIMIZERS: Mapping[str, type[Optimizer]] = {
    each.kind: each for each in (Sgd, RmsProp, Adagrad, Adadelta, Adam, AdamW, Nadam)
}

__all__ = ["OPTIMIZERS", "Adadelta", "Adagrad", "Adam", "AdamW", "Nadam", "RmsProp", "Sgd"]

"""The training core: small networks in NumPy, many copies at once, with everything that a diagnosis needs to see."""

from analyzers.nn.activations import FUNCTIONS
from analyzers.nn.cost import Estimate, estimate
from analyzers.nn.evaluate import evaluate, predict
from analyzers.nn.initializers import INITIALIZERS, initializer
from analyzers.nn.layer import Layer
from analyzers.nn.layers import LAYERS
from analyzers.nn.losses import LOSSES, Loss
from analyzers.nn.network import Network
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers import OPTIMIZERS
from analyzers.nn.probes import Probes
from analyzers.nn.schedules import SCHEDULES, Schedule
from analyzers.nn.train import Progress, Trained, train
from analyzers.nn.training import Data, Overrides, Training

__all__ = [
    "FUNCTIONS",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Data",
    "Estimate",
    "Layer",
    "Loss",
    "Network",
    "Optimizer",
    "Overrides",
    "Probes",
    "Progress",
    "Schedule",
    "Trained",
    "Training",
    "estimate",
    "evaluate",
    "initializer",
    "predict",
    "train",
]

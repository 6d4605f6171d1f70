"""The table of what has to agree with PyTorch and Keras: one entry for each layer, loss, optimizer and schedule.

Every case trains for 50 steps, from weights and on batches that follow from its name alone.
"""

from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np

from analyzers.nn import Data, Network, Training
from analyzers.nn import losses as loss
from analyzers.nn import schedules as schedule
from analyzers.nn.layer import Layer
from analyzers.nn.layers import (
    Activation,
    AveragePool1d,
    AveragePool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    LayerNorm,
    MaxPool1d,
    MaxPool2d,
    Reshape,
    Softmax,
)
from analyzers.nn.losses import Loss
from analyzers.nn.optimizers import Adadelta, Adagrad, Adam, AdamW, Nadam, RmsProp, Sgd
from analyzers.nn.types import Array, Framework

BOTH: tuple[Framework, ...] = ("keras", "pytorch")
EXAMPLES, BATCH, EPOCHS, CLASSES = 40, 8, 10, 4
LOGITS = loss.SparseCategoricalCrossentropy(from_logits=True)


@dataclass(frozen=True)
class Case:
    """layers on inputs of `shape`; loss; how to train; which frameworks it is held against."""

    layers: tuple[Layer, ...]
    shape: tuple[int, ...] = (6,)
    loss: Loss = LOGITS
    training: Training = field(default_factory=lambda: Training(Sgd(0.05, momentum=0.9), LOGITS))
    frameworks: tuple[Framework, ...] = BOTH
    examples: int = EXAMPLES

    @property
    def settings(self) -> Training:
        return replace(self.training, loss=self.loss, batch_size=BATCH, epochs=EPOCHS, shuffle=False, metrics=())

    def network(self, framework: Framework, precision: str = "float64") -> Network:
        return Network(self.layers, self.shape, framework, precision)  # type: ignore[arg-type]


def start(name: str, network: Network) -> dict[str, Array]:
    """The weights that a case starts from."""
    rng = np.random.default_rng(crc32(name.encode()))
    weights = {}
    for stage in network.stages:
        for place in stage.places:
            drawn = rng.standard_normal(place.weight.shape) / max(place.weight.fans.inputs, 6) ** 0.5
            positive = place.weight.name in ("gamma", "running_variance")
            weights[place.key] = np.abs(1 + drawn) if positive else drawn
    return weights


def data(name: str, case: Case) -> Data:
    """Inputs, and targets of the kind that the loss takes."""
    rng = np.random.default_rng(crc32(name.encode()) + 1)
    x = rng.standard_normal((case.examples, *case.shape))
    if isinstance(case.layers[0], Embedding):
        x = rng.integers(0, case.layers[0].vocabulary, x.shape).astype(float)
    outputs = case.network("keras").output_shape[0]
    if isinstance(case.loss, loss.SparseCategoricalCrossentropy):
        return Data(x, rng.integers(0, outputs, case.examples))
    if isinstance(case.loss, loss.CategoricalCrossentropy):
        return Data(x, np.eye(outputs)[rng.integers(0, outputs, case.examples)])
    if case.loss.classifies:
        return Data(x, rng.integers(0, 2, (case.examples, outputs)).astype(float))
    return Data(x, rng.standard_normal((case.examples, outputs)))


def _mlp(activation: str = "tanh", units: int = CLASSES) -> tuple[Layer, ...]:
    return Dense(7, activation=activation), Dense(units)


IMAGE, SEQUENCE = (6, 6, 2), (8, 3)


def _ending(*layers: Layer) -> tuple[Layer, ...]:
    return (*layers, Flatten(), Dense(CLASSES))


def _plain(**settings: object) -> Training:
    return Training(Sgd(0.05), LOGITS, **settings)  # type: ignore[arg-type]


def _scheduled(chosen: schedule.Schedule) -> Case:
    return Case(_mlp(), training=Training(Sgd(0.1, momentum=0.9), LOGITS, schedule=chosen))


LAYERS = {
    "dense": Case(_mlp()),
    "dense without bias": Case((Dense(7, use_bias=False, activation="relu"), Dense(CLASSES, use_bias=False))),
    "dense, last batch short": Case(_mlp(), examples=37),
    "dense, penalties": Case((Dense(7, activation="tanh", l1=0.01, l2=0.02), Dense(CLASSES, l2=0.01))),
    **{
        f"activation {name}": Case(_mlp(name))
        for name in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "swish", "softplus")
    },
    "activation layers": Case((Dense(7), Activation("leaky_relu", negative_slope=0.1), Activation("elu"), Dense(4))),
    "softmax inside": Case((Dense(7, activation="softmax"), Dense(CLASSES))),
    "softmax layer": Case((Dense(CLASSES), Softmax()), loss=loss.SparseCategoricalCrossentropy()),
    "conv2d valid": Case(_ending(Conv2d(3, 3, activation="relu")), IMAGE),
    "conv2d same": Case(_ending(Conv2d(5, 3, padding="same", activation="tanh"), Conv2d(3, 3, padding="same")), IMAGE),
    "conv2d same, wide": Case(
        (*(Conv2d(6, 3, padding="same", activation="relu") for _ in range(3)), GlobalAveragePool(), Dense(4)), IMAGE
    ),
    "conv2d same, gelu, kernel 5": Case(
        _ending(*(Conv2d(6, 5, padding="same", activation="gelu") for _ in range(2)), MaxPool2d()), IMAGE
    ),
    "conv2d kernel 1x3": Case(_ending(Conv2d(5, (1, 3), padding="same"), Conv2d(5, (3, 1), padding="same")), IMAGE),
    "conv2d stride 2, same": Case(_ending(Conv2d(3, 3, strides=2, padding="same")), IMAGE, frameworks=("keras",)),
    "conv2d stride 2, padding 1": Case(_ending(Conv2d(3, 3, strides=2, padding=1)), IMAGE, frameworks=("pytorch",)),
    "conv2d without bias": Case(_ending(*(Conv2d(6, 3, padding="same", use_bias=False) for _ in range(2))), IMAGE),
    "conv1d valid": Case(_ending(Conv1d(4, 3, activation="relu")), SEQUENCE),
    "conv1d same": Case(_ending(Conv1d(4, 3, padding="same"), Conv1d(4, 3, padding="same")), SEQUENCE),
    "max_pool2d": Case(_ending(Conv2d(3, 3, padding="same"), MaxPool2d(2)), IMAGE),
    "max_pool2d overlapping": Case(_ending(Conv2d(3, 3), MaxPool2d(3, strides=1)), IMAGE),
    "max_pool2d same": Case(_ending(Conv2d(3, 2), MaxPool2d(2, padding="same")), IMAGE, frameworks=("keras",)),
    "max_pool1d": Case(_ending(Conv1d(4, 3), MaxPool1d(2)), SEQUENCE),
    "average_pool2d": Case(_ending(Conv2d(3, 3, padding="same"), AveragePool2d(2)), IMAGE),
    "average_pool2d same": Case(_ending(Conv2d(3, 2), AveragePool2d(2, padding="same")), IMAGE, frameworks=("keras",)),
    "average_pool2d padding 1": Case(
        _ending(Conv2d(3, 3), AveragePool2d(2, padding=1)), IMAGE, frameworks=("pytorch",)
    ),
    "average_pool1d": Case(_ending(Conv1d(4, 3), AveragePool1d(2)), SEQUENCE),
    "global_average_pool": Case((Conv2d(5, 3, activation="relu"), GlobalAveragePool(), Dense(CLASSES)), IMAGE),
    "global_max_pool": Case((Conv1d(5, 3, activation="tanh"), GlobalMaxPool(), Dense(CLASSES)), SEQUENCE),
    "reshape": Case((Dense(12), Reshape((6, 2)), Conv1d(3, 3), Flatten(), Dense(CLASSES))),
    "batch_norm": Case((Dense(7), BatchNorm(), Activation("relu"), Dense(CLASSES))),
    "batch_norm first": Case((BatchNorm(momentum=0.8, epsilon=1e-4), Dense(CLASSES))),
    "batch_norm on images": Case(_ending(*(Conv2d(5, 3, padding="same"), BatchNorm(), Activation("relu"))), IMAGE),
    "layer_norm": Case((Dense(7), LayerNorm(), Activation("tanh"), Dense(CLASSES))),
    "layer_norm on images": Case(_ending(Conv2d(5, 3), LayerNorm(1e-4)), IMAGE),
    "embedding": Case((Embedding(9, 5), Dense(CLASSES))),
}

LOSSES = {
    "mse": Case(_mlp(units=2), loss=loss.Mse()),
    "mae": Case(_mlp(units=2), loss=loss.Mae()),
    "huber": Case(_mlp(units=2), loss=loss.Huber(0.7)),
    "hinge": Case(_mlp(units=1), loss=loss.Hinge(), frameworks=("keras",)),
    "binary_crossentropy": Case((*_mlp(units=3), Activation("sigmoid")), loss=loss.BinaryCrossentropy()),
    "binary_crossentropy from logits": Case(_mlp(units=3), loss=loss.BinaryCrossentropy(from_logits=True)),
    "categorical_crossentropy": Case((*_mlp(), Softmax()), loss=loss.CategoricalCrossentropy()),
    "categorical_crossentropy of sigmoids": Case(
        (*_mlp(), Activation("sigmoid")), loss=loss.CategoricalCrossentropy(), frameworks=("keras",)
    ),
    "categorical_crossentropy from logits": Case(_mlp(), loss=loss.CategoricalCrossentropy(from_logits=True)),
    "sparse_categorical_crossentropy": Case((*_mlp(), Softmax()), loss=loss.SparseCategoricalCrossentropy()),
    "sparse_categorical_crossentropy from logits": Case(_mlp()),
    "categorical_crossentropy, clipped": Case(
        (Dense(7), Dense(CLASSES), Softmax()),
        loss=loss.CategoricalCrossentropy(),
        training=Training(Sgd(30.0), LOGITS),
        frameworks=("keras",),
    ),
    "class weights": Case(_mlp(), training=_plain(class_weights={0: 3.0, 2: 0.5})),
}

OPTIMIZERS = {
    name: Case(_mlp(), training=Training(chosen, LOGITS))
    for name, chosen in {
        "sgd": Sgd(0.1),
        "sgd by default": Sgd(),
        "heavy ball": Sgd(0.05, momentum=0.9),
        "nesterov": Sgd(0.05, momentum=0.9, nesterov=True),
        "sgd, weight decay": Sgd(0.05, momentum=0.5, weight_decay=0.1),
        "rmsprop": RmsProp(0.01),
        "rmsprop by default": RmsProp(),
        "rmsprop, momentum": RmsProp(0.01, momentum=0.5),
        "adagrad": Adagrad(0.05),
        "adagrad by default": Adagrad(),
        "adadelta": Adadelta(1.0),
        "adadelta by default": Adadelta(),
        "adam": Adam(0.01),
        "adam by default": Adam(),
        "adam, large epsilon": Adam(0.05, beta_1=0.8, beta_2=0.9, epsilon=0.1),
        "amsgrad": Adam(0.05, amsgrad=True),
        "adamw": AdamW(0.01, weight_decay=0.3),
        "adamw by default": AdamW(),
        "nadam": Nadam(0.01),
        "nadam by default": Nadam(),
    }.items()
} | {
    "clip_value": Case(_mlp(), training=_plain(clip_value=0.01)),
    "clip_norm": Case(_mlp(), training=_plain(clip_norm=0.1)),
}

SCHEDULES = {
    "step": _scheduled(schedule.StepDecay(every=15, factor=0.3, unit="step")),
    "step, epochs": _scheduled(schedule.StepDecay(every=3, factor=0.3)),
    "exponential": _scheduled(schedule.Exponential(every=20, factor=0.5, unit="step")),
    "inverse_time": _scheduled(schedule.InverseTime(every=10, rate=0.5, unit="step")),
    "polynomial": _scheduled(schedule.Polynomial(length=40, power=2.0, end=0.05, unit="step")),
    "cosine": _scheduled(schedule.Cosine(length=50, end=0.1, unit="step")),
    "cosine, restarts": _scheduled(
        schedule.Cosine(length=10, end=0.1, restarts=True, lengthen=2.0, shrink=0.5, unit="step")
    ),
    "warm_up": _scheduled(schedule.WarmUp(10, schedule.Cosine(length=30, unit="step"), unit="step")),
    "reduce_on_plateau": _scheduled(schedule.ReduceOnPlateau(factor=0.5, patience=2, threshold=0.05, cooldown=1)),
}

CASES = {
    f"{kind}/{name}": case
    for kind, cases in (("layer", LAYERS), ("loss", LOSSES), ("optimizer", OPTIMIZERS), ("schedule", SCHEDULES))
    for name, case in cases.items()
}

"""A spec as Keras 3 code."""

import dataclasses
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

import numpy as np

from analyzers.nn.layer import Layer
from analyzers.nn.optimizer import Optimizer
from analyzers.spec import fields
from analyzers.spec.code import loading
from analyzers.spec.prepared import Prepared

Given = dict[str, Any]
CLASSES: Mapping[str, str] = {
    **{"dense": "Dense", "conv2d": "Conv2D", "conv1d": "Conv1D", "flatten": "Flatten", "reshape": "Reshape"},
    **{"max_pool2d": "MaxPooling2D", "max_pool1d": "MaxPooling1D", "dropout": "Dropout", "softmax": "Softmax"},
    **{"average_pool2d": "AveragePooling2D", "average_pool1d": "AveragePooling1D"},
    **{"batch_norm": "BatchNormalization", "layer_norm": "LayerNormalization"},
}
OPTIMIZERS: Mapping[str, str] = {
    **{"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta"},
    **{"adam": "Adam", "adamw": "AdamW", "nadam": "Nadam"},
}
LOSSES: Mapping[str, str] = {
    **{"mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "huber": "Huber", "hinge": "Hinge"},
    **{"binary_crossentropy": "BinaryCrossentropy", "categorical_crossentropy": "CategoricalCrossentropy"},
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}
INITIALIZERS: Mapping[str, str] = {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "fan_in_uniform": "VarianceScaling",
}


def write(prepared: Prepared) -> str | None:
    """The code; None where the layers have no counterpart."""
    training, shape = prepared.spec.training, prepared.x.shape[1:]
    rank = len(shape)
    layers = [_layer(layer, prepared.shapes[place]) for place, layer in enumerate(prepared.spec.layers)]
    fit: Given = {"batch_size": training.batch_size or len(prepared.data.x), "epochs": training.epochs}
    fit |= {"validation_split": training.validation_split} if training.validation_split else {}
    fit |= {} if training.shuffle else {"shuffle": False}
    weights = prepared.training.class_weights
    fit |= {"class_weight": dict(weights)} if weights else {}
    if training.schedule is not None and training.schedule.kind == "reduce_on_plateau":
        fit["callbacks"] = [_Code(_plateau(training.schedule))]
    metrics = ', metrics=["accuracy"]' if _accuracy(prepared) else ""
    lines = [
        "import keras",
        *loading.write(prepared),
        *_targets(prepared),
        "",
        f"keras.utils.set_random_seed({training.seed})",
        "model = keras.Sequential([",
        f"    keras.Input(shape={shape if rank > 1 else (shape[0],)}),",
        *(f"    {line}," for line in layers),
        "])",
        f"optimizer = {_optimizer(training.optimizer, _rate(prepared), training)}",
        f"loss = keras.losses.{LOSSES[training.loss.kind]}({_arguments(_own(training.loss))})",
        f"model.compile(optimizer=optimizer, loss=loss{metrics})",
        f"history = model.fit(x, y, {_arguments(fit)})",
    ]
    return "\n".join(lines) + "\n"


def _accuracy(prepared: Prepared) -> bool:
    return bool(prepared.spec.training.loss.classifies and prepared.examples.task == "classification")


def _targets(prepared: Prepared) -> list[str]:
    """One column for each class where the loss wants them, whole numbers for classes."""
    examples = prepared.examples
    if examples.task != "classification":
        return ["y = y.reshape(len(y), -1).astype('float32')"]
    numbered = "y = np.unique(y, return_inverse=True)[1]"
    kind = prepared.spec.training.loss.kind
    if prepared.y.ndim == 2 or kind == "categorical_crossentropy":
        return [numbered, f"y = np.eye({examples.classes}, dtype='float32')[y]"]
    if kind != "sparse_categorical_crossentropy":
        return [numbered, "y = y.reshape(-1, 1).astype('float32')"]
    return [numbered]


def _layer(layer: Layer, shape: tuple[int, ...]) -> str:
    given = _own(layer)
    if layer.kind in _SPECIAL:
        return _SPECIAL[layer.kind](layer, shape)
    if hasattr(layer, "kernel_size"):
        given["kernel_size"] = layer.kernel_size  # Keras has no usual one
    penalty: Given = {name: given.pop(name) for name in ("l1", "l2") if name in given}
    if penalty:
        given["kernel_regularizer"] = _Code(f"keras.regularizers.L1L2({_arguments(penalty)})")
    for name in ("kernel_initializer", "bias_initializer"):
        if name in given:
            given[name] = _initializer(given[name])
    return f"keras.layers.{CLASSES[layer.kind]}({_arguments(given)})"


def _pool_over_all(kind: str) -> Callable[[Layer, tuple[int, ...]], str]:
    return lambda _, shape: f"keras.layers.Global{kind}Pooling{len(shape) - 1}D()"


def _embedding(layer: Layer, _: tuple[int, ...]) -> str:
    given = _own(layer)
    sizes = f"{given['vocabulary']}, {given['dimension']}"
    return f"keras.layers.Embedding({sizes}), keras.layers.GlobalAveragePooling1D()"


def _activation(layer: Layer, _: tuple[int, ...]) -> str:
    given = _own(layer)
    if given["function"] == "leaky_relu" and "negative_slope" in given:
        return f"keras.layers.LeakyReLU(negative_slope={given['negative_slope']:g})"
    return f"keras.layers.Activation({given['function']!r})"


def _reshape(layer: Layer, _: tuple[int, ...]) -> str:
    return f"keras.layers.Reshape({tuple(next(iter(_own(layer).values()), ()))})"


_SPECIAL: Mapping[str, Callable[[Layer, tuple[int, ...]], str]] = {
    "global_average_pool": _pool_over_all("Average"),
    "global_max_pool": _pool_over_all("Max"),
    "embedding": _embedding,
    "activation": _activation,
    "reshape": _reshape,
}


class _Code(str):
    """Text that stands in code as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _own(value: Any) -> Given:
    """The fields of a member of a catalogue that differ from their defaults."""
    made = fields.plain(value)
    return {name: tuple(item) if isinstance(item, list) else item for name, item in made.items() if name != "type"}


def _initializer(value: Any) -> Any:
    if isinstance(value, str) and value not in INITIALIZERS:
        return value
    given: Given = {"name": value} if isinstance(value, str) else dict(value)
    name = str(given.pop("name"))
    if name == "fan_in_uniform":
        return _Code("keras.initializers.VarianceScaling(1 / 3, 'fan_in', 'uniform')")
    if name == "uniform":
        scale = float(given.get("scale", 0.05))
        return _Code(f"keras.initializers.RandomUniform({-scale:g}, {scale:g})")
    camel = INITIALIZERS.get(name, "".join(part.title() for part in name.split("_")))
    return _Code(f"keras.initializers.{camel}({_arguments(given)})")


def _optimizer(optimizer: Optimizer, rate: str, training: Any) -> str:
    given: Given = {"learning_rate": _Code(rate)}
    given |= {name: item for name, item in _own(optimizer).items() if name not in ("learning_rate", "start", "decay")}
    if training.clip_norm is not None:
        given["global_clipnorm"] = training.clip_norm
    elif training.clip_value is not None:
        given["clipvalue"] = training.clip_value
    return f"keras.optimizers.{OPTIMIZERS[optimizer.kind]}({_arguments(given)})"


def _rate(prepared: Prepared) -> str:
    """The learning rate, or the schedule object that Keras has for it."""
    training = prepared.spec.training
    rate, schedule = training.learning_rate, training.schedule
    steps = ceil(len(prepared.data.x) / (training.batch_size or len(prepared.data.x)))
    if schedule is None or schedule.kind in ("constant", "reduce_on_plateau"):
        return f"{rate:g}"
    given = dataclasses.asdict(schedule)
    unit = steps if given.get("unit") == "epoch" else 1
    length = int(unit * float(given.get("length", given.get("every", 1))))
    name = "keras.optimizers.schedules"
    if schedule.kind == "cosine":
        return f"{name}.CosineDecay({rate:g}, {length}, alpha={given['end']:g})"
    if schedule.kind == "warm_up":
        rest = max(1, training.epochs * steps - length)
        return f"{name}.CosineDecay(0.0, {rest}, warmup_target={rate:g}, warmup_steps={length})"
    if schedule.kind == "polynomial":
        return f"{name}.PolynomialDecay({rate:g}, {length}, {rate * given['end']:g}, power={given['power']:g})"
    if schedule.kind == "inverse_time":
        return f"{name}.InverseTimeDecay({rate:g}, {length}, {given['rate']:g})"
    stair = ", staircase=True" if schedule.kind == "step" else ""
    return f"{name}.ExponentialDecay({rate:g}, {length}, {given['factor']:g}{stair})"


def _plateau(schedule: Any) -> str:
    return f'keras.callbacks.ReduceLROnPlateau("loss", factor={schedule.factor:g}, patience={schedule.patience})'


def _arguments(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_text(value)}" for name, value in given.items())


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float | np.floating) else repr(value)

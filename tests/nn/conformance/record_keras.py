"""Trains every case with Keras and records what came out. Run by `make conformance`, in an environment with Keras."""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from keras import layers as k
from keras.src.backend.common import dtypes

from analyzers.nn import losses, schedules
from analyzers.nn.layer import Layer
from tests.nn.conformance.cases import BATCH, CASES, EPOCHS, Case, data, start

keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # else Keras computes promoted operations in 32 bits off TensorFlow


def activation(layer):
    if layer.function == "leaky_relu":
        return k.LeakyReLU(layer.negative_slope or 0.2)
    return k.Activation(name_of(layer.function))


def name_of(function: str) -> str:
    return "silu" if function == "swish" else function


def penalty(layer):
    return keras.regularizers.L1L2(layer.l1, layer.l2)


def dense(layer):
    return k.Dense(
        layer.units,
        activation=name_of(layer.activation),
        use_bias=layer.use_bias,
        kernel_regularizer=penalty(layer),
    )


def convolution(of):
    return lambda layer: of(
        layer.filters,
        layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        activation=name_of(layer.activation),
        use_bias=layer.use_bias,
    )


def pool(of):
    return lambda layer: of(layer.pool_size, strides=layer.strides, padding=layer.padding)


def batch_norm(layer):
    given = {"momentum": layer.momentum, "epsilon": layer.epsilon}
    return k.BatchNormalization(**{name: value for name, value in given.items() if value is not None})


LAYERS = {
    "dense": dense,
    "conv2d": convolution(k.Conv2D),
    "conv1d": convolution(k.Conv1D),
    "max_pool2d": pool(k.MaxPooling2D),
    "max_pool1d": pool(k.MaxPooling1D),
    "average_pool2d": pool(k.AveragePooling2D),
    "average_pool1d": pool(k.AveragePooling1D),
    "flatten": lambda layer: k.Flatten(),
    "reshape": lambda layer: k.Reshape(layer.target),
    "batch_norm": batch_norm,
    "layer_norm": lambda layer: k.LayerNormalization(epsilon=layer.epsilon or 1e-3),
    "activation": activation,
    "softmax": lambda layer: k.Softmax(),
}


def built(case: Case, layer: Layer, images: bool) -> list:
    if layer.kind == "embedding":
        return [k.Embedding(layer.vocabulary, layer.dimension), k.GlobalAveragePooling1D()]
    if layer.kind == "global_average_pool":
        return [k.GlobalAveragePooling2D() if images else k.GlobalAveragePooling1D()]
    if layer.kind == "global_max_pool":
        return [k.GlobalMaxPooling2D() if images else k.GlobalMaxPooling1D()]
    return [LAYERS[layer.kind](layer)]


def loss_of(loss):
    logits = {"from_logits": loss.from_logits} if hasattr(loss, "from_logits") else {}
    match loss:
        case losses.Huber():
            return keras.losses.Huber(loss.delta)
        case losses.SparseCategoricalCrossentropy():
            return keras.losses.SparseCategoricalCrossentropy(**logits)
        case losses.CategoricalCrossentropy():
            return keras.losses.CategoricalCrossentropy(**logits)
        case losses.BinaryCrossentropy():
            return keras.losses.BinaryCrossentropy(**logits)
    return {"mse": keras.losses.MeanSquaredError, "mae": keras.losses.MeanAbsoluteError, "hinge": keras.losses.Hinge}[
        loss.kind
    ]()


def schedule_of(chosen, rate: float):
    s = keras.optimizers.schedules
    match chosen:
        case schedules.StepDecay(unit="step"):
            return s.ExponentialDecay(rate, chosen.every, chosen.factor, staircase=True)
        case schedules.StepDecay():
            return s.ExponentialDecay(rate, chosen.every * 5, chosen.factor, staircase=True)
        case schedules.Exponential():
            return s.ExponentialDecay(rate, chosen.every, chosen.factor)
        case schedules.InverseTime():
            return s.InverseTimeDecay(rate, chosen.every, chosen.rate)
        case schedules.Polynomial():
            return s.PolynomialDecay(rate, chosen.length, rate * chosen.end, chosen.power)
        case schedules.Cosine(restarts=True):
            return s.CosineDecayRestarts(rate, chosen.length, chosen.lengthen, chosen.shrink, chosen.end)
        case schedules.Cosine():
            return s.CosineDecay(rate, chosen.length, chosen.end)
        case schedules.WarmUp():
            return s.CosineDecay(0.0, chosen.then.length, warmup_target=rate, warmup_steps=chosen.length)
    return rate


def optimizer_of(settings):
    chosen = settings.optimizer.completed("keras")
    kinds = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta"}
    kinds |= {"adam": "Adam", "adamw": "AdamW", "nadam": "Nadam"}
    names = {"start": "initial_accumulator_value"}
    given = {
        names.get(name, name): value
        for name, value in vars(settings.optimizer).items()
        if value is not None and name != "decay" and (name, value) != ("weight_decay", 0.0)
    }
    given["learning_rate"] = schedule_of(settings.schedule, chosen.learning_rate)
    if settings.clip_value:
        given["clipvalue"] = settings.clip_value
    if settings.clip_norm:
        given["global_clipnorm"] = settings.clip_norm
    return getattr(keras.optimizers, kinds[chosen.kind])(**given)


def train(name: str, case: Case) -> dict[str, np.ndarray]:
    network, settings, examples = case.network("keras"), case.settings, data(name, case)
    model = keras.Sequential([keras.Input(case.shape)])
    weights, keys = start(name, network), []
    for layer, own in zip(case.layers, network.names, strict=True):
        parts = built(case, layer, len(case.shape) == 3)
        for part in parts:
            model.add(part)
        mine = [key for key in weights if key.startswith(own + "/")]
        parts[0].set_weights([weights[key] for key in mine])
        keys += [(parts[0], mine)]
    model.compile(optimizer=optimizer_of(settings), loss=loss_of(case.loss))
    callbacks, chosen = [], settings.schedule
    if isinstance(chosen, schedules.ReduceOnPlateau):
        callbacks.append(
            keras.callbacks.ReduceLROnPlateau(
                "loss", chosen.factor, chosen.patience, min_delta=chosen.threshold, cooldown=chosen.cooldown
            )
        )
    history = model.fit(
        examples.x,
        examples.y,
        batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
        class_weight=dict.fromkeys(range(4), 1.0) | dict(settings.class_weights) if settings.class_weights else None,
    )
    found = {"losses": np.array(history.history["loss"])}
    for layer, mine in keys:
        found |= dict(zip(mine, layer.get_weights(), strict=True))
    return found


if __name__ == "__main__":
    found = {}
    for name, case in CASES.items():
        if "keras" in case.frameworks:
            found |= {f"{name}|{key}": value for key, value in train(name, case).items()}
    np.savez_compressed(Path(__file__).parent / "reference" / "keras.npz", **found)
    sys.stdout.write(f"{len(CASES)} cases, Keras {keras.__version__} on {keras.backend.backend()}\n")

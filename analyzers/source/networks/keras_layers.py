"""Keras layers, from their `to_json()` configuration or from a constructor in pasted code, to layers of a spec.

One table serves both: `config` is what Keras writes; a constructor's positional arguments get Keras' names first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.source.networks.keras_weights import activation, weights
from analyzers.source.networks.layer import Config, Layer, UnknownLayerError
from analyzers.source.python.values import is_number


def _dense(config: Config) -> Layer:
    return {"type": "dense", "units": _whole(config, "units", "output_dim"), **weights(config)}


def _conv(kind: str) -> Callable[[Config], Layer]:
    def convert(config: Config) -> Layer:
        made: Layer = {
            "type": kind,
            "filters": _whole(config, "filters"),
            "kernel_size": _sizes(config["kernel_size"], kind),
        }
        strides, padding = config.get("strides"), config.get("padding")
        if strides not in (None, 1, (1, 1), [1, 1], (1,), [1]):
            made["strides"] = _sizes(strides, kind)
        if padding == "same":
            made["padding"] = "same"
        return made | weights(config)

    return convert


def _pool(kind: str) -> Callable[[Config], Layer]:
    def convert(config: Config) -> Layer:
        made: Layer = {"type": kind, "pool_size": _sizes(config.get("pool_size") or 2, kind)}
        if config.get("strides") not in (None, config.get("pool_size")):
            made["strides"] = _sizes(config["strides"], kind)
        if config.get("padding") == "same":
            made["padding"] = "same"
        return made

    return convert


def _sizes(value: Any, kind: str) -> int | list[int]:
    """One number where all sides are equal, else a list."""
    sizes = list(value) if isinstance(value, list | tuple) else [value]
    if not all(is_number(size) for size in sizes):
        raise UnknownLayerError(f"the size {value!r} of a {kind} layer is not a number")
    return int(sizes[0]) if len(set(sizes)) == 1 else [int(size) for size in sizes]


def _whole(config: Config, *names: str) -> int:
    value = next((config[name] for name in names if name in config), None)
    if not is_number(value):
        raise UnknownLayerError(f"{names[0]} is not a number here")
    return int(value)


def _optional(kind: str, **fields: str) -> Callable[[Config], Layer]:
    """A layer with a few numbers, each written only where it is given."""

    def convert(config: Config) -> Layer:
        return {"type": kind} | {own: config[theirs] for own, theirs in fields.items() if is_number(config.get(theirs))}

    return convert


def _activation_layer(name: str) -> Callable[[Config], Layer]:
    return lambda config: {"type": "activation", "function": name or activation(config.get("activation"))}


def _dropout(config: Config) -> Layer:
    rate = config.get("rate", config.get("p"))
    if not is_number(rate):
        raise UnknownLayerError("the rate of a dropout layer is not a number here")
    return {"type": "dropout", "rate": float(rate)}


def _embedding(config: Config) -> Layer:
    return {
        "type": "embedding",
        "vocabulary": _whole(config, "input_dim"),
        "dimension": _whole(config, "output_dim"),
    }


LAYERS: Mapping[str, Callable[[Config], Layer | None]] = {
    "Dense": _dense,
    **{"Conv1D": _conv("conv1d"), "Conv2D": _conv("conv2d"), "Convolution2D": _conv("conv2d")},
    **{
        "MaxPooling2D": _pool("max_pool2d"),
        "MaxPool2D": _pool("max_pool2d"),
        "AveragePooling2D": _pool("average_pool2d"),
    },
    **{
        "MaxPooling1D": _pool("max_pool1d"),
        "MaxPool1D": _pool("max_pool1d"),
        "AveragePooling1D": _pool("average_pool1d"),
    },
    **dict.fromkeys(("GlobalAveragePooling2D", "GlobalAveragePooling1D"), _optional("global_average_pool")),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalMaxPooling1D", "GlobalMaxPool2D"), _optional("global_max_pool")),
    "Flatten": _optional("flatten"),
    **dict.fromkeys(("Dropout", "SpatialDropout2D", "AlphaDropout"), _dropout),
    "BatchNormalization": _optional("batch_norm", momentum="momentum", epsilon="epsilon"),
    "LayerNormalization": _optional("layer_norm", epsilon="epsilon"),
    "Activation": _activation_layer(""),
    **{
        "ReLU": _activation_layer("relu"),
        "LeakyReLU": _activation_layer("leaky_relu"),
        "ELU": _activation_layer("elu"),
    },
    **{"Softmax": _activation_layer("softmax"), "PReLU": _activation_layer("leaky_relu")},
    "Embedding": _embedding,
    **dict.fromkeys(("InputLayer", "Input", "InputSpec", "Rescaling", "Normalization"), lambda _: None),
}
"""Keras' class name → what turns its configuration into a layer; None for what is no layer of its own."""


def layer(class_name: str, config: Config) -> Layer | None:
    """A layer of a spec; raises UnknownLayerError where there is no counterpart."""
    if class_name not in LAYERS:
        known_names = "Dense, Conv1D/2D, pooling, Flatten, Dropout, BatchNormalization, LayerNormalization, Embedding"
        raise UnknownLayerError(f"a {class_name} layer cannot be replayed; known are {known_names} and activations")
    return LAYERS[class_name](config)

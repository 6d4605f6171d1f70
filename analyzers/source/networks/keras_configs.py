"""What a layer of Keras is told: its configuration, from `to_json()` or from a constructor in pasted code."""

from collections.abc import Mapping
from typing import Any

from analyzers.source.networks.layer import Config
from analyzers.source.python.values import Call, is_number, known

POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "Dense": ("units", "activation", "use_bias", "kernel_initializer", "bias_initializer"),
    **dict.fromkeys(("Conv1D", "Conv2D", "Convolution2D"), ("filters", "kernel_size", "strides", "padding")),
    **dict.fromkeys(("MaxPooling2D", "MaxPool2D", "AveragePooling2D"), ("pool_size", "strides", "padding")),
    **dict.fromkeys(("MaxPooling1D", "MaxPool1D", "AveragePooling1D"), ("pool_size", "strides", "padding")),
    "Dropout": ("rate",),
    "Activation": ("activation",),
    "Embedding": ("input_dim", "output_dim"),
    "Reshape": ("target_shape",),
    "LeakyReLU": ("negative_slope",),
    "ELU": ("alpha",),
    "Input": ("shape",),
    "InputLayer": ("input_shape",),
}
"""What the arguments of a constructor are that stand without a name."""


def config_of(call: Call) -> dict[str, Any]:
    """The configuration that a constructor call in pasted code states."""
    return dict(zip(POSITIONAL.get(call.last, ()), call.args, strict=False)) | dict(call.kwargs)


def has_channels_first(config: Config) -> bool:
    """Whether a layer takes (channels, height, width); a spec has channels last always."""
    return config.get("data_format") == "channels_first"


def input_shape(config: Config) -> list[int] | None:
    """The shape of one example that a first layer or an Input states, None where it does not."""
    shape = next((config[key] for key in ("batch_input_shape", "batch_shape") if config.get(key)), None)
    shape = config.get("input_shape") or config.get("shape") if shape is None else list(shape)[1:]
    if shape is None and is_number(config.get("input_dim")) and "output_dim" not in config:
        shape = [config["input_dim"]]
    if is_number(shape):
        shape = [shape]
    if not isinstance(shape, list | tuple) or not known(list(shape)) or not all(is_number(size) for size in shape):
        return None
    return [int(size) for size in shape]

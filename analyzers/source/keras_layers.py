"""Keras layers, from their `to_json()` configuration or from a constructor in pasted code, to layers of a spec.

One table serves both: `config` is what Keras writes; a constructor's positional arguments get Keras' names first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.source.values import Call, Symbol, is_number, known

Config = Mapping[str, Any]
Layer = dict[str, Any]


class UnknownLayerError(ValueError):
    """A layer that a spec has no counterpart for. The message says which and what is accepted."""


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
INITIALIZERS: Mapping[str, str] = {
    **{name: name for name in ("zeros", "ones", "constant", "orthogonal")},
    **{f"{kind}_{shape}": f"{kind}_{shape}" for kind in ("glorot", "he", "lecun") for shape in ("uniform", "normal")},
    **{"random_normal": "normal", "normal": "normal", "truncated_normal": "normal", "zero": "zeros"},
    **{"random_uniform": "uniform", "uniform": "uniform", "xavier_uniform": "glorot_uniform"},
}
ACTIVATIONS = frozenset(
    "linear sigmoid tanh relu leaky_relu elu selu gelu swish softplus softmax".split()  # noqa: SIM905 - reads as a list
)
_ALIASES = {"silu": "swish", "none": "linear", "logistic": "sigmoid", "identity": "linear", "leakyrelu": "leaky_relu"}


def activation(value: Any) -> str:
    """The name of an activation, given as text, function, layer or Keras object; raises UnknownLayerError."""
    if value is None:
        return "linear"
    if isinstance(value, Mapping):
        value = value.get("class_name") or value.get("name", "")
    name = value if isinstance(value, str) else getattr(value, "name", "")
    word = name.rsplit(".", 1)[-1].lower()
    word = _ALIASES.get(word, word)
    if word not in ACTIVATIONS:
        raise UnknownLayerError(
            f"the activation {word or value!r} is not known; known are {', '.join(sorted(ACTIVATIONS))}"
        )
    return word


def initializer(value: Any) -> str | dict[str, Any] | None:
    """A weight initialiser as the spec writes it: a name, or an object with its scale; None for the default."""
    name, options = "", {}
    if isinstance(value, str):
        name = value
    elif isinstance(value, Mapping):
        name, options = str(value.get("class_name", "")), dict(value.get("config") or {})
    elif isinstance(value, Call | Symbol):
        name, options = value.last, dict(getattr(value, "kwargs", {}))
        if isinstance(value, Call):
            options |= dict(zip(_INITIALIZER_ARGUMENTS.get(name, ()), value.args, strict=False))
    word = INITIALIZERS.get(_snake(name))
    if word is None:
        return None
    scale = _SCALES.get(word)
    given = {own: options[theirs] for own, theirs in (scale or {}).items() if is_number(options.get(theirs))}
    return {"name": word, **given} if given else word


_INITIALIZER_ARGUMENTS = {
    "RandomNormal": ("mean", "stddev"),
    "TruncatedNormal": ("mean", "stddev"),
    "Constant": ("value",),
}
_SCALES: Mapping[str, Mapping[str, str]] = {
    "normal": {"stddev": "stddev"},
    "uniform": {"scale": "maxval"},
    "constant": {"value": "value"},
}


def _snake(name: str) -> str:
    """GlorotUniform → glorot_uniform.

    >>> _snake("HeNormal"), _snake("glorot_uniform")
    ('he_normal', 'glorot_uniform')
    """
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _weights(config: Config) -> Layer:
    """What dense and convolution layers share."""
    made: Layer = {}
    if (function := activation(config.get("activation"))) != "linear":
        made["activation"] = function
    if config.get("use_bias") is False:
        made["use_bias"] = False
    for key in ("kernel_initializer", "bias_initializer"):
        if (chosen := initializer(config.get(key) or _older(config, key))) not in (None, _USUAL[key]):
            made[key] = chosen
    return made | _penalty(config.get("kernel_regularizer"))


_USUAL = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}


def _older(config: Config, key: str) -> Any:
    return config.get("init") if key == "kernel_initializer" else None


def _penalty(regularizer: Any) -> Layer:
    """l1 and l2 of a kernel_regularizer: an object of Keras' JSON, or `regularizers.l2(0.01)`."""
    if isinstance(regularizer, Mapping):
        config = regularizer.get("config") or {}
        found = {key: config.get(key) for key in ("l1", "l2")}
    elif isinstance(regularizer, Call):
        kind = regularizer.last.lower()
        first = regularizer.args[0] if regularizer.args else 0.01
        found = {"l1": None, "l2": None} | {kind: first} if kind in ("l1", "l2") else {}
        found |= {key: regularizer.kwargs[key] for key in ("l1", "l2") if key in regularizer.kwargs}
    else:
        found = {}
    return {key: float(value) for key, value in found.items() if is_number(value) and value}


def _dense(config: Config) -> Layer:
    return {"type": "dense", "units": _whole(config, "units", "output_dim"), **_weights(config)}


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
        return made | _weights(config)

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

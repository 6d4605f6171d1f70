"""PyTorch modules, from pasted code or from `print(model)`, to layers of a spec. Both are read as constructor calls."""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.source.networks.layer import Layer, UnknownLayerError
from analyzers.source.python.values import Call, is_number


def _linear(call: Call) -> Layer:
    return {"type": "dense", "units": _number(call, 1, "out_features")} | _bias(call)


def _conv(kind: str) -> Callable[[Call], Layer]:
    def convert(call: Call) -> Layer:
        kernel = _size(call, 2, "kernel_size")
        made: Layer = {"type": kind, "filters": _number(call, 1, "out_channels"), "kernel_size": kernel}
        if (stride := _size(call, 3, "stride", default=1)) != 1:
            made["strides"] = stride
        padding = call.argument(4, "padding")
        if padding == "same" or 2 * (_one(padding) or 0) + 1 == kernel > 1:
            made["padding"] = "same"
        elif _one(padding):
            made["padding"] = _one(padding)
        return made | _bias(call)

    return convert


def _pool(kind: str) -> Callable[[Call], Layer]:
    def convert(call: Call) -> Layer:
        made: Layer = {"type": kind, "pool_size": _size(call, 0, "kernel_size")}
        stride = call.argument(1, "stride")
        if stride is not None and (size := _one(stride)) != made["pool_size"]:
            made["strides"] = size
        return made

    return convert


def _adaptive(kind: str) -> Callable[[Call], Layer]:
    def convert(call: Call) -> Layer:
        if _size(call, 0, "output_size") != 1:
            raise UnknownLayerError("adaptive pooling to more than one value has no counterpart")
        return {"type": kind}

    return convert


def _batch_norm(call: Call) -> Layer:
    made: Layer = {"type": "batch_norm"}
    momentum, epsilon = call.argument(2, "momentum"), call.argument(1, "eps")
    made |= (
        {"momentum": 1 - momentum} if is_number(momentum) else {"momentum": 0.9}
    )  # PyTorch's is the new value's share
    return made | {"epsilon": epsilon if is_number(epsilon) else 1e-5}


def _layer_norm(call: Call) -> Layer:
    epsilon = call.argument(1, "eps")
    return {"type": "layer_norm", "epsilon": epsilon if is_number(epsilon) else 1e-5}


def _dropout(call: Call) -> Layer:
    rate = call.argument(0, "p")
    return {"type": "dropout", "rate": float(rate) if is_number(rate) else 0.5}


def _embedding(call: Call) -> Layer:
    sizes = {"vocabulary": _number(call, 0, "num_embeddings"), "dimension": _number(call, 1, "embedding_dim")}
    return {"type": "embedding", **sizes}


def _activation(name: str) -> Callable[[Call], Layer]:
    return lambda _: {"type": "activation", "function": name}


def _flatten(_: Call) -> Layer:
    return {"type": "flatten"}


LAYERS: Mapping[str, Callable[[Call], Layer | None]] = {
    "Linear": _linear,
    "LazyLinear": lambda call: {"type": "dense", "units": _number(call, 0, "out_features")} | _bias(call),
    **{"Conv1d": _conv("conv1d"), "Conv2d": _conv("conv2d")},
    **{"MaxPool2d": _pool("max_pool2d"), "AvgPool2d": _pool("average_pool2d")},
    **{"MaxPool1d": _pool("max_pool1d"), "AvgPool1d": _pool("average_pool1d")},
    **dict.fromkeys(("AdaptiveAvgPool2d", "AdaptiveAvgPool1d"), _adaptive("global_average_pool")),
    **dict.fromkeys(("AdaptiveMaxPool2d", "AdaptiveMaxPool1d"), _adaptive("global_max_pool")),
    **dict.fromkeys(("Dropout", "Dropout1d", "Dropout2d", "AlphaDropout"), _dropout),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d"), _batch_norm),
    **{"LayerNorm": _layer_norm, "Embedding": _embedding, "Flatten": _flatten},
    **{"ReLU": _activation("relu"), "LeakyReLU": _activation("leaky_relu"), "ELU": _activation("elu")},
    **{"Sigmoid": _activation("sigmoid"), "Tanh": _activation("tanh"), "Softmax": _activation("softmax")},
    **{"LogSoftmax": _activation("softmax"), "SELU": _activation("selu"), "GELU": _activation("gelu")},
    **{"SiLU": _activation("swish"), "Softplus": _activation("softplus"), "ReLU6": _activation("relu")},
    "Identity": lambda _: None,
}
"""Module → what turns its constructor call into a layer."""

FUNCTIONS: Mapping[str, Callable[[Call], Layer | None]] = {
    **{name: _activation(name) for name in ("relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "softplus")},
    **{"leaky_relu": _activation("leaky_relu"), "silu": _activation("swish"), "log_softmax": _activation("softmax")},
    **{"relu_": _activation("relu"), "relu6": _activation("relu")},
    **dict.fromkeys(("view", "flatten", "reshape"), _flatten),
    **dict.fromkeys(("squeeze", "unsqueeze", "contiguous", "float", "to"), lambda _: None),
    "max_pool2d": lambda call: _pool("max_pool2d")(_shifted(call)),
    "avg_pool2d": lambda call: _pool("average_pool2d")(_shifted(call)),
    "max_pool1d": lambda call: _pool("max_pool1d")(_shifted(call)),
    "dropout": lambda call: _dropout(_shifted(call)),
}
"""Functions and tensor methods that `forward` applies to what goes through it."""


def _shifted(call: Call) -> Call:
    """The call without its first argument, the tensor."""
    return Call(call.name, call.args[1:], call.kwargs, call.line)


def _bias(call: Call) -> Layer:
    return {"use_bias": False} if call.argument(-1, "bias") is False else {}


def _number(call: Call, place: int, name: str) -> int:
    value = call.argument(place, name)
    if not is_number(value):
        raise UnknownLayerError(f"{name} of {call.last} is not a number here")
    return int(value)


def _size(call: Call, place: int, name: str, default: int | None = None) -> int:
    value = call.argument(place, name)
    if value is None and default is not None:
        return default
    size = _one(value)
    if size is None:
        raise UnknownLayerError(f"{name} of {call.last} is not one number here")
    return size


def _one(value: Any) -> int | None:
    if isinstance(value, list | tuple) and value and all(size == value[0] for size in value):
        value = value[0]
    return int(value) if is_number(value) else None

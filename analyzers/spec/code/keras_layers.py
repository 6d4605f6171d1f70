"""The layers of a Keras network, and how their weights start."""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.nn.layer import Layer
from analyzers.nn.types import Shape
from analyzers.spec.code.arguments import Code, Given, own, written

CLASSES: Mapping[str, str] = {
    **{"dense": "Dense", "conv2d": "Conv2D", "conv1d": "Conv1D", "flatten": "Flatten", "reshape": "Reshape"},
    **{"max_pool2d": "MaxPooling2D", "max_pool1d": "MaxPooling1D", "dropout": "Dropout", "softmax": "Softmax"},
    **{"average_pool2d": "AveragePooling2D", "average_pool1d": "AveragePooling1D"},
    **{"batch_norm": "BatchNormalization", "layer_norm": "LayerNormalization"},
}
INITIALIZERS: Mapping[str, str] = {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "fan_in_uniform": "VarianceScaling",
}


def write(layer: Layer, shape: Shape) -> str:
    """The layer's constructor. shape: of one example before it"""
    given = own(layer)
    if layer.kind in _SPECIAL:
        return _SPECIAL[layer.kind](layer, shape)
    sizes = ("kernel_size", "pool_size")  # Keras has no usual one for each layer that has them
    given |= {name: getattr(layer, name) for name in sizes if hasattr(layer, name)}
    penalty: Given = {name: given.pop(name) for name in ("l1", "l2") if name in given}
    if penalty:
        given["kernel_regularizer"] = Code(f"keras.regularizers.L1L2({written(penalty)})")
    for name in ("kernel_initializer", "bias_initializer"):
        if name in given:
            given[name] = _initializer(given[name])
    return f"keras.layers.{CLASSES[layer.kind]}({written(given)})"


def _pool_over_all(kind: str) -> Callable[[Layer, Shape], str]:
    return lambda _, shape: f"keras.layers.Global{kind}Pooling{len(shape) - 1}D()"


def _embedding(layer: Layer, _: Shape) -> str:
    given = own(layer)
    sizes = f"{given['vocabulary']}, {given['dimension']}"
    return f"keras.layers.Embedding({sizes}), keras.layers.GlobalAveragePooling1D()"


def _activation(layer: Layer, _: Shape) -> str:
    given = own(layer)
    if given["function"] == "leaky_relu" and "negative_slope" in given:
        return f"keras.layers.LeakyReLU(negative_slope={given['negative_slope']:g})"
    return f"keras.layers.Activation({given['function']!r})"


def _reshape(layer: Layer, _: Shape) -> str:
    return f"keras.layers.Reshape({tuple(next(iter(own(layer).values()), ()))})"


_SPECIAL: Mapping[str, Callable[[Layer, Shape], str]] = {
    "global_average_pool": _pool_over_all("Average"),
    "global_max_pool": _pool_over_all("Max"),
    "embedding": _embedding,
    "activation": _activation,
    "reshape": _reshape,
}


def _initializer(value: Any) -> Any:
    if isinstance(value, str) and value not in INITIALIZERS:
        return value
    given: Given = {"name": value} if isinstance(value, str) else dict(value)
    name = str(given.pop("name"))
    if name == "fan_in_uniform":
        return Code("keras.initializers.VarianceScaling(1 / 3, 'fan_in', 'uniform')")
    if name == "uniform":
        scale = float(given.get("scale", 0.05))
        return Code(f"keras.initializers.RandomUniform({-scale:g}, {scale:g})")
    camel = INITIALIZERS.get(name, "".join(part.title() for part in name.split("_")))
    return Code(f"keras.initializers.{camel}({written(given)})")

"""The modules of a PyTorch network: one writer for each layer of the core."""

from collections.abc import Callable, Mapping
from typing import Any

from analyzers.nn.layer import Layer
from analyzers.nn.types import Shape
from analyzers.nn.windows import per_axis
from analyzers.spec import fields

ACTIVATIONS: Mapping[str, str] = {
    **{"sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()", "leaky_relu": "nn.LeakyReLU({slope:g})"},
    **{"elu": "nn.ELU()", "selu": "nn.SELU()", "gelu": "nn.GELU()", "swish": "nn.SiLU()", "softplus": "nn.Softplus()"},
    "softmax": "nn.Softmax(dim=1)",
}
INITIALIZERS: Mapping[str, str] = {
    **{"zeros": "zeros_({})", "constant": "constant_({}, {value:g})", "normal": "normal_({}, std={stddev:g})"},
    **{"uniform": "uniform_({}, -{scale:g}, {scale:g})", "orthogonal": "orthogonal_({})"},
    **{"glorot_uniform": "xavier_uniform_({})", "glorot_normal": "xavier_normal_({})"},
    **{"he_uniform": "kaiming_uniform_({})", "he_normal": "kaiming_normal_({})"},
    **{"lecun_uniform": 'kaiming_uniform_({}, nonlinearity="linear")'},
    **{"lecun_normal": 'kaiming_normal_({}, nonlinearity="linear")'},
}
_USUAL = {"stddev": 0.05, "scale": 0.05, "value": 0.0}


class Modules:
    """The lines of nn.Sequential, and which of them hold weights with initialisers or penalties of their own."""

    def __init__(self, defaults: str) -> None:
        self.lines: list[str] = []
        self.initial: list[str] = []
        self.penalties: list[str] = []
        self.defaults = defaults

    def add(self, line: str) -> None:
        self.lines.append(line)

    def weighted(self, line: str, layer: Any) -> None:
        """A module with weights, and how they start where PyTorch would start them otherwise."""
        here = f"model[{len(self.lines)}]"
        self.lines.append(line)
        usual = ("glorot_uniform", "zeros") if self.defaults == "keras" else (None, None)
        for part, own, other in (
            ("weight", layer.kernel_initializer, usual[0]),
            ("bias", layer.bias_initializer, usual[1]),
        ):
            chosen = own if own is not None else other
            if chosen is not None and (part == "weight" or layer.use_bias):
                self.initial.append(_initial(chosen, f"{here}.{part}"))
        if layer.l1:
            self.penalties.append(f"{layer.l1:g} * {here}.weight.abs().sum()")
        if layer.l2:
            self.penalties.append(f"{layer.l2:g} * {here}.weight.square().sum()")


def _dense(modules: Modules, layer: Any, shape: Shape) -> None:
    bias = "" if layer.use_bias else ", bias=False"
    modules.weighted(f"nn.Linear({shape[-1]}, {layer.units}{bias})", layer)
    _activate(modules, layer)


def _conv(rank: int) -> Callable[[Modules, Any, Shape], None]:
    def write_layer(modules: Modules, layer: Any, shape: Shape) -> None:
        sizes = per_axis(layer.kernel_size, rank)
        options = [_sides(sizes)]
        if set(per_axis(layer.strides, rank)) != {1}:
            options.append(f"stride={_sides(per_axis(layer.strides, rank))}")
        if layer.padding == "same":
            options.append('padding="same"' if len(options) == 1 else f"padding={_sides(tuple(k // 2 for k in sizes))}")
        elif isinstance(layer.padding, int) and layer.padding:
            options.append(f"padding={layer.padding}")
        options += [] if layer.use_bias else ["bias=False"]
        modules.weighted(f"nn.Conv{rank}d({shape[-1]}, {layer.filters}, {', '.join(options)})", layer)
        _activate(modules, layer)

    return write_layer


def _sides(sizes: tuple[int, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else str(sizes)


def _pool(kind: str, rank: int) -> Callable[[Modules, Any, Shape], None]:
    def write_layer(modules: Modules, layer: Any, _: Shape) -> None:
        options = [_sides(per_axis(layer.pool_size, rank))]
        if layer.strides is not None:
            options.append(f"stride={_sides(per_axis(layer.strides, rank))}")
        if layer.padding == "same":
            options.append("ceil_mode=True")
        modules.add(f"nn.{kind}Pool{rank}d({', '.join(options)})")

    return write_layer


def _pool_over_all(kind: str) -> Callable[[Modules, Any, Shape], None]:
    def write_layer(modules: Modules, _: Any, shape: Shape) -> None:
        modules.add(f"nn.Adaptive{kind}Pool{len(shape) - 1}d(1)")
        modules.add("nn.Flatten()")

    return write_layer


def _batch_norm(modules: Modules, layer: Any, shape: Shape) -> None:
    keras = modules.defaults == "keras"
    momentum = layer.momentum if layer.momentum is not None else 0.99 if keras else 0.9
    epsilon = layer.epsilon if layer.epsilon is not None else 1e-3 if keras else 1e-5
    kind = {1: "1d", 2: "1d", 3: "2d"}[len(shape)]
    modules.add(f"nn.BatchNorm{kind}({shape[-1]}, eps={epsilon:g}, momentum={1 - momentum:g})")


def _layer_norm(modules: Modules, layer: Any, shape: Shape) -> None:
    epsilon = layer.epsilon if layer.epsilon is not None else 1e-3 if modules.defaults == "keras" else 1e-5
    if len(shape) > 1:
        modules.add(f"nn.GroupNorm(1, {shape[-1]}, eps={epsilon:g})")
    else:
        modules.add(f"nn.LayerNorm({shape[-1]}, eps={epsilon:g})")


def _embedding(modules: Modules, layer: Any, _: Shape) -> None:
    modules.add(f"nn.EmbeddingBag({layer.vocabulary}, {layer.dimension})")


def _reshape(modules: Modules, layer: Any, shape: Shape) -> None:
    if len(shape) > 1:
        modules.add("nn.Flatten()")
    modules.add(f"nn.Unflatten(1, {(layer.target[-1], *layer.target[:-1])})")


def _activate(modules: Modules, layer: Any) -> None:
    name = str(getattr(layer, "activation", None) or getattr(layer, "function", "linear"))
    usual = 0.2 if modules.defaults == "keras" else 0.01
    slope = getattr(layer, "negative_slope", None)
    if name != "linear":
        modules.add(ACTIVATIONS[name].format(slope=usual if slope is None else slope))


def _plain(line: str) -> Callable[[Modules, Layer, Shape], None]:
    return lambda modules, layer, shape: modules.add(line)


LAYERS: Mapping[str, Callable[[Modules, Any, Shape], None]] = {
    **{"dense": _dense, "conv2d": _conv(2), "conv1d": _conv(1), "batch_norm": _batch_norm, "layer_norm": _layer_norm},
    **{"max_pool2d": _pool("Max", 2), "max_pool1d": _pool("Max", 1)},
    **{"average_pool2d": _pool("Avg", 2), "average_pool1d": _pool("Avg", 1)},
    **{"global_average_pool": _pool_over_all("Avg"), "global_max_pool": _pool_over_all("Max")},
    **{"flatten": _plain("nn.Flatten()"), "softmax": _plain(ACTIVATIONS["softmax"]), "embedding": _embedding},
    "dropout": lambda modules, layer, shape: modules.add(f"nn.Dropout({layer.rate:g})"),
    "activation": lambda modules, layer, shape: _activate(modules, layer),
    "reshape": _reshape,
}


def _initial(initializer: Any, weight: str) -> str:
    given = fields.plain(initializer, tag="name") if not isinstance(initializer, str) else {"name": initializer}
    name = given["name"] if isinstance(given, dict) else str(given)
    numbers = _USUAL | (given if isinstance(given, dict) else {})
    if name == "fan_in_uniform":
        return f"# {weight} starts as PyTorch starts it"
    return f"nn.init.{INITIALIZERS[name].format(weight, **numbers)}"

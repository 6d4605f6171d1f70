"""Finds the network in the calls of pasted code: Sequential, functional chains, PyTorch modules, sklearn's MLPs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzers.source import image_size, keras_layers, torch_layers
from analyzers.source.keras_layers import UnknownLayerError
from analyzers.source.values import Call, Instance, Symbol, Value, is_number

MOST_LAYERS = 400


@dataclass(frozen=True)
class Misunderstood:
    """A line that could not be taken over, and why."""

    line: int
    text: str
    why: str


@dataclass
class Network:
    """A chain of layers as pasted code makes it.

    made:        the call or object that is the model, to find its compile and fit
    input_shape: of one example as the code has it, None where it does not say
    framework:   whose defaults hold for initial weights
    channels_first: whether one example is (channels, height, width) in the code; the layers of a spec take them last
    channels:    that the first convolution of a PyTorch network takes
    """

    made: Value
    framework: str
    line: int
    layers: list[dict[str, Any]] = field(default_factory=list)
    input_shape: list[int] | None = None
    channels_first: bool = False
    channels: int | None = None
    misunderstood: list[Misunderstood] = field(default_factory=list)

    @property
    def shape(self) -> list[int] | None:
        """Of one example with its channels last."""
        stated = self.input_shape
        return [*stated[1:], stated[0]] if stated and self.channels_first else stated

    def add(self, convert: Callable[[], dict[str, Any] | None], call: Call) -> None:
        try:
            layer = convert()
        except UnknownLayerError as error:
            self.misunderstood.append(Misunderstood(call.line, call.last, str(error)))
            return
        if layer is None or len(self.layers) >= MOST_LAYERS:
            return
        if layer["type"] == "activation" and self.layers and _is_linear(self.layers[-1]):
            self.layers[-1] = {**self.layers[-1], "activation": layer["function"]}
        else:
            self.layers.append(layer)


def _is_linear(layer: dict[str, Any]) -> bool:
    return layer["type"] in ("dense", "conv1d", "conv2d") and "activation" not in layer


def find_networks(calls: Sequence[Call], objects: Sequence[Value]) -> Iterator[Network]:
    """Every network that the calls make. objects: what the program's names stand for, for classes of the user."""
    inner = {id(part) for call in calls for part in call.args if isinstance(part, Call) and part.last == "Sequential"}
    for call in calls:
        if call.last == "Sequential" and id(call) not in inner:
            found = _torch_sequential(call) if _is_torch(call) else _keras_sequential(call, calls)
        elif call.last in ("Model", "Functional") and (call.argument(1, "outputs", "output") is not None):
            found = _functional(call)
        elif call.last in ("MLPClassifier", "MLPRegressor"):
            found = _perceptron(call)
        else:
            continue
        if found.layers:
            yield found
    for thing in objects:
        if isinstance(thing, Instance) and "__output__" in thing.attributes:
            found = _module(thing)
            if found.layers:
                yield found


def _is_torch(call: Call) -> bool:
    parts = [part for part in _flat(call.args) if isinstance(part, Call)]
    return "torch" in call.name or call.name.startswith("nn.") or any(part.last in _TORCH_ONLY for part in parts)


_TORCH_ONLY = frozenset(torch_layers.LAYERS) - frozenset(keras_layers.LAYERS)


def _flat(items: Sequence[Value]) -> Iterator[Value]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(item)
        elif isinstance(item, Call) and item.last == "OrderedDict":
            yield from _flat(item.args)
        else:
            yield item


# Keras


def _keras_sequential(call: Call, calls: Sequence[Call]) -> Network:
    network = Network(call, "keras", call.line)
    added = [other.args[0] for other in calls if other.name == "add" and other.owner is call and other.args]
    for part in (*_flat(call.args), *_flat(tuple(call.kwargs.get("layers") or ())), *added):
        if isinstance(part, Call):
            _add_keras(network, part)
    return network


def _add_keras(network: Network, part: Call) -> None:
    config = keras_layers.config_of(part)
    network.channels_first |= keras_layers.has_channels_first(config)
    if part.last == "Sequential":
        for inner in _flat(part.args):
            if isinstance(inner, Call):
                _add_keras(network, inner)
        return
    if part.last == "Flatten" or not network.layers:
        network.input_shape = network.input_shape or keras_layers.input_shape(config)
    network.add(lambda: keras_layers.layer(part.last, config), part)


def _functional(call: Call) -> Network:
    """Follows a chain `x = Dense(8)(x)` back from the outputs to the input."""
    network = Network(call, "keras", call.line)
    chain: list[Call] = []
    value = call.argument(1, "outputs", "output")
    while len(chain) < MOST_LAYERS:
        value = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        if not isinstance(value, Call):
            break
        if value.last == "Input":
            network.input_shape = keras_layers.input_shape(keras_layers.config_of(value))
            break
        if isinstance(value.owner, Call) and value.args:
            chain.append(value.owner)
            if isinstance(value.args[0], list | tuple):
                why = "the network branches here; only chains can be replayed"
                network.misunderstood.append(Misunderstood(value.line, value.owner.last, why))
                break
            value = value.args[0]
        else:
            why = "what it does to the activations cannot be replayed; only chains of layers can"
            network.misunderstood.append(Misunderstood(value.line, value.last, why))
            break
    for part in reversed(chain):
        _add_keras(network, part)
    return network


# PyTorch


def _torch_sequential(call: Call) -> Network:
    network = Network(call, "pytorch", call.line, channels_first=True)
    add_torch(network, call)
    return network


def add_torch(network: Network, part: Value) -> None:
    """Adds a module, or what a container or a class of the user's own holds, to a chain."""
    if isinstance(part, Instance) and "__output__" in part.attributes:
        for inner in _through(part.attributes["__output__"]):
            _apply_torch(network, inner)
    elif isinstance(part, Call) and part.last in ("Sequential", "ModuleList"):
        for inner in _flat(part.args):
            add_torch(network, inner)
    elif isinstance(part, Call):
        _take_shape(network, part)
        if part.last in torch_layers.LAYERS:
            network.add(lambda: torch_layers.LAYERS[part.last](part), part)
        else:
            why = f"a {part.last} module cannot be replayed"
            network.misunderstood.append(Misunderstood(part.line, part.last, why))


def _take_shape(network: Network, part: Call) -> None:
    """What a module tells of the shape of one example."""
    first = part.argument(0, "in_features", "in_channels")
    if not is_number(first):
        return
    if part.last in ("Conv1d", "Conv2d"):
        network.channels = network.channels or int(first)
    elif part.last == "Linear" and network.input_shape is None:
        network.input_shape = image_size.before_dense(network.layers, network.channels, int(first))


def _module(thing: Instance) -> Network:
    """An object of a class of the user's own: PyTorch's modules, and Keras' models that are subclasses."""
    chain = _through(thing.attributes["__output__"])
    if thing.of and any(base.rsplit(".", 1)[-1] == "Model" for base in thing.of.bases):
        network = Network(thing, "keras", thing.line)
        for call in chain:
            _apply_keras(network, call)
        return network
    network = Network(thing, "pytorch", thing.line, channels_first=True)
    for call in chain:
        _apply_torch(network, call)
    return network


def _apply_keras(network: Network, call: Call) -> None:
    if isinstance(call.owner, Call):
        _add_keras(network, call.owner)
    else:
        _apply_torch(network, call)


def _through(value: Value) -> list[Call]:
    """The calls that what goes through a `forward` passes, first one first."""
    chain: list[Call] = []
    while isinstance(value, Call) and len(chain) < MOST_LAYERS:
        chain.append(value)
        data = [arg for arg in value.args if isinstance(arg, Call | Symbol)]
        value = value.owner if _is_method_of_data(value) else data[0] if data else None
    return chain[::-1]


def _is_method_of_data(call: Call) -> bool:
    """`x.view(-1, 784)`: the owner is what goes through, not a layer."""
    return call.owner is not None and call.name in torch_layers.FUNCTIONS and not _is_layer(call.owner)


def _is_layer(value: Value) -> bool:
    return isinstance(value, Instance) or (
        isinstance(value, Call) and (value.last in torch_layers.LAYERS or value.last in ("Sequential", "ModuleList"))
    )


def _apply_torch(network: Network, call: Call) -> None:
    if call.owner is not None and _is_layer(call.owner):
        add_torch(network, call.owner)
    elif call.last in torch_layers.FUNCTIONS:
        network.add(lambda: torch_layers.FUNCTIONS[call.last](call), call)
    elif call.last in torch_layers.LAYERS:
        network.add(lambda: torch_layers.LAYERS[call.last](call), call)
    else:
        why = f"what {call.last} does to the activations cannot be replayed"
        network.misunderstood.append(Misunderstood(call.line, call.last, why))


# scikit-learn


def _perceptron(call: Call) -> Network:
    """MLPClassifier and MLPRegressor: the output layer follows from the data, so it has no units here."""
    network = Network(call, "sklearn", call.line)
    sizes = call.argument(0, "hidden_layer_sizes")
    sizes = (100,) if sizes is None else (sizes,) if is_number(sizes) else sizes
    function = keras_layers.activation(call.argument(1, "activation") or "relu")
    alpha = call.argument(-1, "alpha")
    decay = {"l2": float(alpha) / 2} if is_number(alpha) and alpha else {}
    for size in sizes if isinstance(sizes, list | tuple) else ():
        if is_number(size):
            network.layers.append({"type": "dense", "units": int(size), "activation": function, **decay})
    return network

"""PyTorch's networks: containers, and what goes through the `forward` of a class of the user's own."""

from analyzers.source.networks import image_size, torch_layers
from analyzers.source.networks.network import MOST_LAYERS, Network, flat
from analyzers.source.python.values import Call, Instance, Symbol, Value, is_number

CONTAINERS = ("Sequential", "ModuleList")


def sequential(call: Call) -> Network:
    """The modules of `nn.Sequential`."""
    network = Network(call, "pytorch", call.line, channels_first=True)
    add(network, call)
    return network


def add(network: Network, part: Value, inside: tuple[Value, ...] = ()) -> None:
    """Adds a module, or what a container or a class of the user's own holds, to a chain. inside: modules around it"""
    if isinstance(part, Instance) and "__output__" in part.attributes:
        for inner in passed(part.attributes["__output__"]):
            apply(network, inner, (*inside, part))
    elif isinstance(part, Call) and part.last in CONTAINERS:
        for inner in flat(part.args):
            add(network, inner, inside)
    elif isinstance(part, Call):
        _take_shape(network, part)
        if part.last in torch_layers.LAYERS:
            network.add(lambda: torch_layers.LAYERS[part.last](part), part)
        else:
            network.leave_out(part, f"a {part.last} module cannot be replayed")


def _take_shape(network: Network, part: Call) -> None:
    """What a module tells of the shape of one example."""
    first = part.argument(0, "in_features", "in_channels")
    if not is_number(first):
        return
    if part.last in ("Conv1d", "Conv2d"):
        network.channels = network.channels or int(first)
    elif part.last == "Linear" and network.input_shape is None:
        network.input_shape = image_size.before_dense(network.layers, network.channels, int(first))


def passed(value: Value) -> list[Call]:
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
        isinstance(value, Call) and (value.last in torch_layers.LAYERS or value.last in CONTAINERS)
    )


def apply(network: Network, call: Call, inside: tuple[Value, ...] = ()) -> None:
    """Adds the layer or function that a call in a `forward` applies; of an unknown method of its own, nothing."""
    if call.owner is not None and _is_layer(call.owner) and not any(call.owner is module for module in inside):
        add(network, call.owner, inside)
    elif call.last in torch_layers.FUNCTIONS:
        network.add(lambda: torch_layers.FUNCTIONS[call.last](call), call)
    elif call.last in torch_layers.LAYERS:
        network.add(lambda: torch_layers.LAYERS[call.last](call), call)
    else:
        network.leave_out(call, f"what {call.last} does to the activations cannot be replayed")

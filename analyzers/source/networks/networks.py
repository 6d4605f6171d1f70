"""Finds the network in the calls of pasted code: Sequential, functional chains, PyTorch modules, sklearn's MLPs."""

from collections.abc import Iterator, Sequence

from analyzers.source.networks import (
    keras_layers,
    keras_networks,
    sklearn_networks,
    torch_layers,
    torch_networks,
)
from analyzers.source.networks.network import Network, flat
from analyzers.source.python.values import Call, Instance, Value

_TORCH_ONLY = frozenset(torch_layers.LAYERS) - frozenset(keras_layers.LAYERS)


def find_networks(calls: Sequence[Call], objects: Sequence[Value]) -> Iterator[Network]:
    """Every network that the calls make. objects: what the program's names stand for, for classes of the user."""
    inner = {id(part) for call in calls for part in call.args if isinstance(part, Call) and part.last == "Sequential"}
    made = (_made(call, calls) for call in calls if id(call) not in inner)
    own = (_of_class(thing) for thing in objects if isinstance(thing, Instance) and "__output__" in thing.attributes)
    yield from (network for network in (*made, *own) if network and network.layers)


def _made(call: Call, calls: Sequence[Call]) -> Network | None:
    """The network that a call makes, None where it makes something else."""
    if call.last == "Sequential":
        return torch_networks.sequential(call) if _is_torch(call) else keras_networks.sequential(call, calls)
    if call.last in ("Model", "Functional") and call.argument(1, "outputs", "output") is not None:
        return keras_networks.functional(call)
    return sklearn_networks.perceptron(call) if call.last in ("MLPClassifier", "MLPRegressor") else None


def _is_torch(call: Call) -> bool:
    parts = [part for part in flat(call.args) if isinstance(part, Call)]
    return "torch" in call.name or call.name.startswith("nn.") or any(part.last in _TORCH_ONLY for part in parts)


def _of_class(thing: Instance) -> Network:
    """An object of a class of the user's own: PyTorch's modules, and Keras' models that are subclasses."""
    if thing.of and any(base.rsplit(".", 1)[-1] == "Model" for base in thing.of.bases):
        network = Network(thing, "keras", thing.line)
        for call in torch_networks.passed(thing.attributes["__output__"]):
            _apply_keras(network, call)
        return network
    network = Network(thing, "pytorch", thing.line, channels_first=True)
    torch_networks.add(network, thing)
    return network


def _apply_keras(network: Network, call: Call) -> None:
    if isinstance(call.owner, Call):
        keras_networks.add(network, call.owner)
    else:
        torch_networks.apply(network, call, (network.made,))

"""Keras' networks: `Sequential`, and chains of the functional interface."""

from collections.abc import Sequence

from analyzers.source.networks import keras_configs, keras_layers
from analyzers.source.networks.network import MOST_LAYERS, Misunderstood, Network, flat
from analyzers.source.python.values import Call


def sequential(call: Call, calls: Sequence[Call]) -> Network:
    """The layers that `Sequential` is given, and those that are added later."""
    network = Network(call, "keras", call.line)
    added = [other.args[0] for other in calls if other.name == "add" and other.owner is call and other.args]
    for part in (*flat(call.args), *flat(tuple(call.kwargs.get("layers") or ())), *added):
        if isinstance(part, Call):
            add(network, part)
    return network


def add(network: Network, part: Call) -> None:
    """Adds a layer, or those of a network within, to a chain."""
    config = keras_configs.config_of(part)
    network.channels_first |= keras_configs.has_channels_first(config)
    if part.last == "Sequential":
        for inner in flat(part.args):
            if isinstance(inner, Call):
                add(network, inner)
        return
    if part.last == "Flatten" or not network.layers:
        network.input_shape = network.input_shape or keras_configs.input_shape(config)
    network.add(lambda: keras_layers.layer(part.last, config), part)


def functional(call: Call) -> Network:
    """Follows a chain `x = Dense(8)(x)` back from the outputs to the input."""
    network = Network(call, "keras", call.line)
    chain: list[Call] = []
    value = call.argument(1, "outputs", "output")
    while len(chain) < MOST_LAYERS:
        value = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        if not isinstance(value, Call):
            break
        if value.last == "Input":
            network.input_shape = keras_configs.input_shape(keras_configs.config_of(value))
            break
        if isinstance(value.owner, Call) and value.args:
            chain.append(value.owner)
            if isinstance(value.args[0], list | tuple):
                why = "the network branches here; only chains can be replayed"
                network.misunderstood.append(Misunderstood(value.line, value.owner.last, why))
                break
            value = value.args[0]
        else:
            network.leave_out(value, "what it does to the activations cannot be replayed; only chains of layers can")
            break
    for part in reversed(chain):
        add(network, part)
    return network

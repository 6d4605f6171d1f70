"""scikit-learn's networks: MLPClassifier and MLPRegressor."""

from analyzers.source.networks import keras_weights
from analyzers.source.networks.layer import UnknownLayerError
from analyzers.source.networks.network import Network
from analyzers.source.python.values import Call, is_number

HIDDEN, ACTIVATION = (100,), "relu"  # of the hidden layers, where the code states none: scikit-learn's defaults


def perceptron(call: Call) -> Network:
    """The hidden layers: the output layer follows from the data, so it has no units here."""
    network = Network(call, "sklearn", call.line)
    sizes = call.argument(0, "hidden_layer_sizes")
    sizes = HIDDEN if sizes is None else (sizes,) if is_number(sizes) else sizes
    try:
        function = keras_weights.activation(call.argument(1, "activation") or ACTIVATION)
    except UnknownLayerError as error:
        function = ACTIVATION
        network.leave_out(call, str(error))
    alpha = call.argument(-1, "alpha")
    decay = {"l2": float(alpha) / 2} if is_number(alpha) and alpha else {}
    for size in sizes if isinstance(sizes, list | tuple) else ():
        if is_number(size):
            network.layers.append({"type": "dense", "units": int(size), "activation": function, **decay})
    return network

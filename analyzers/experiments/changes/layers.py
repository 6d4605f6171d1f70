"""Changes of the layers."""

from collections.abc import Callable

from analyzers.experiments.change import Change, Json, Known, put
from analyzers.remedies.add_regularization import DECAY, DROPOUT
from analyzers.remedies.enlarge_model import TIMES
from analyzers.remedy import Patch
from analyzers.spec.model import NORMALISING, WEIGHTED

Layers = list[Json]

RELU_FAMILY = ("relu", "leaky_relu", "elu", "gelu", "swish", "softplus")


def _layers(change: Callable[[Layers], Layers]) -> Change:
    """A change of the layers as a whole; nothing where they stay as they are."""

    def patch(document: Json, _: Known) -> Patch:
        layers: Layers = document["model"]["layers"]
        changed = change(layers)
        return () if changed == layers else _in_their_place(changed)

    return patch


def _in_their_place(layers: Layers) -> Patch:
    return ({"op": "replace", "path": "/model/layers", "value": layers},)


def _hidden(layers: Layers) -> list[int]:
    """Places of the layers with weights, without the last one."""
    return [place for place, layer in enumerate(layers) if layer["type"] in WEIGHTED][:-1]


@_layers
def change_activation(layers: Layers) -> Layers:
    """ReLU with He's start in hidden layers, leaky where ReLU is there already."""
    hidden = _hidden(layers)
    used = {layers[place].get("activation", "linear") for place in hidden}
    used |= {layer["function"] for layer in layers[:-1] if layer["type"] == "activation"}
    new = "leaky_relu" if used & {"relu"} else "relu"
    return [
        layer | {"activation": new, "kernel_initializer": "he_normal"}
        if place in hidden and not _is_followed_by_activation(layers, place)
        else layer | {"function": new}
        if layer["type"] == "activation" and layer is not layers[-1]
        else layer
        for place, layer in enumerate(layers)
    ]


def _is_followed_by_activation(layers: Layers, place: int) -> bool:
    return layers[place + 1 : place + 2] != [] and layers[place + 1]["type"] == "activation"


@_layers
def change_initialization(layers: Layers) -> Layers:
    """He's initial weights before ReLU and its kin, Glorot's elsewhere; biases from 0."""
    return [_started(layers, place) if layer["type"] in WEIGHTED else layer for place, layer in enumerate(layers)]


def _started(layers: Layers, place: int) -> Json:
    function = layers[place].get("activation", "linear")
    if _is_followed_by_activation(layers, place):
        function = layers[place + 1]["function"]
    kernel = "he_normal" if function in RELU_FAMILY else "glorot_uniform"
    kept = {key: value for key, value in layers[place].items() if key != "bias_initializer"}
    return kept | {"kernel_initializer": kernel}


@_layers
def add_normalization(layers: Layers) -> Layers:
    """Batch normalisation after each hidden layer with weights."""
    hidden = set(_hidden(layers))
    changed: Layers = []
    for place, layer in enumerate(layers):
        followed = layers[place + 1 : place + 2] and layers[place + 1]["type"] in NORMALISING
        if place not in hidden or followed or "activation" not in layer:
            changed.append(layer)
        else:
            changed += [
                {key: value for key, value in layer.items() if key != "activation"},
                {"type": "batch_norm"},
                {"type": "activation", "function": layer["activation"]},
            ]
    return changed


@_layers
def enlarge_model(layers: Layers) -> Layers:
    """More units in each hidden layer; a hidden layer where there is none."""
    hidden = _hidden(layers)
    if not hidden:
        return [{"type": "dense", "units": 32, "activation": "relu", "kernel_initializer": "he_normal"}, *layers]
    size = {"dense": "units", "conv1d": "filters", "conv2d": "filters"}
    return [
        layer | {size[layer["type"]]: TIMES * layer[size[layer["type"]]]} if place in hidden else layer
        for place, layer in enumerate(layers)
    ]


def fix_output_layer(document: Json, known: Known) -> Patch:
    """The output and the loss that the targets call for."""
    examples, layers = known.prepared.examples, [dict(layer) for layer in document["model"]["layers"]]
    last = max((place for place, layer in enumerate(layers) if layer["type"] in WEIGHTED), default=None)
    if last is None or layers[last]["type"] != "dense":
        return ()
    if examples.task == "regression":
        units, activation, loss = max(1, known.prepared.y[0].size), "linear", "mse"
    elif examples.classes == 2:
        units, activation, loss = 1, "sigmoid", "binary_crossentropy"
    else:
        units, activation, loss = examples.classes, "softmax", "sparse_categorical_crossentropy"
    layers = [*layers[:last], layers[last] | {"units": units, "activation": activation}]
    if layers == document["model"]["layers"] and document["training"]["loss"] == loss:
        return ()
    return (*_in_their_place(layers), {"op": "replace", "path": "/training/loss", "value": loss})


def add_regularization(document: Json, _: Known) -> Patch:
    """Weight decay, and dropout after each hidden layer with weights."""
    layers: Layers = document["model"]["layers"]
    if any(layer["type"] == "dropout" for layer in layers) or not _hidden(layers):
        return ()
    dropped = _behind_hidden(layers, {"type": "dropout", "rate": DROPOUT})
    return (*_in_their_place(dropped), *put("/training/optimizer/weight_decay", DECAY))


def _behind_hidden(layers: Layers, new: Json) -> Layers:
    """With a layer behind each hidden one, and behind the activation that follows it."""
    behind = {place + _is_followed_by_activation(layers, place) for place in _hidden(layers)}
    return [each for place, layer in enumerate(layers) for each in ([layer, new] if place in behind else [layer])]

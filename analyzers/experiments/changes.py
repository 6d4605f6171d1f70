"""What each remedy changes in a spec: a patch on its JSON, made for the spec as it stands.

The numbers are those that the remedies suggest (analyzers.remedies), or follow from what was measured here. To add one:
a function, and its line in `CHANGES`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from analyzers.experiments.rate_range import RateRange, usual_rate
from analyzers.experiments.replay import Replay, scaled
from analyzers.rates import rounded
from analyzers.remedies import add_regularization as regularization_remedy
from analyzers.remedies import clip_gradients as clip_remedy
from analyzers.remedies import enlarge_model as enlarge_remedy
from analyzers.remedies import larger_batch as batch_remedy
from analyzers.remedies import scale_inputs as scale_remedy
from analyzers.remedies import train_longer as longer_remedy
from analyzers.remedies import use_adam as adam_remedy
from analyzers.remedies import warm_up_learning_rate as warm_up_remedy
from analyzers.remedy import Patch, to_rate
from analyzers.spec import Prepared

Json = dict[str, Any]
Layers = list[Json]

WEIGHTED = ("dense", "conv1d", "conv2d")
RELU_FAMILY = ("relu", "leaky_relu", "elu", "gelu", "swish", "softplus")
SATURATING = ("sigmoid", "tanh", "softmax")
NOTICEABLE = 1.5  # times by which a rate has to differ from the one in use to be worth a trial


@dataclass(frozen=True, eq=False)
class Known:
    """What a change may go by. prepared: of the spec that is changed."""

    prepared: Prepared
    replay: Replay
    range: RateRange | None


Change = Callable[[Json, Known], Patch]
"""The patch on the JSON of a spec; () where there is nothing to change."""


def _put(path: str, value: Any) -> Patch:
    return ({"op": "add", "path": path, "value": value},)


def _layers(change: Callable[[Layers, Known], Layers]) -> Change:
    """A change of the layers as a whole; nothing where they stay as they are."""

    def patch(document: Json, known: Known) -> Patch:
        layers: Layers = document["model"]["layers"]
        changed = change(layers, known)
        return () if changed == layers else ({"op": "replace", "path": "/model/layers", "value": changed},)

    return patch


def _hidden(layers: Layers) -> list[int]:
    """Places of the layers with weights, without the last one."""
    return [place for place, layer in enumerate(layers) if layer["type"] in WEIGHTED][:-1]


def lower_learning_rate(document: Json, known: Known) -> Patch:
    used, best = known.prepared.spec.training.learning_rate, _suggested(known)
    return rate(best) if best is not None and best * NOTICEABLE < used else ()


def raise_learning_rate(document: Json, known: Known) -> Patch:
    used, best = known.prepared.spec.training.learning_rate, _suggested(known)
    return rate(best) if best is not None and best > NOTICEABLE * used else ()


def _suggested(known: Known) -> float | None:
    return known.range.suggested if known.range else None


def rate(value: float) -> Patch:
    """The learning rate, to two digits."""
    return to_rate(rounded(value))


def use_adam(document: Json, known: Known) -> Patch:
    kind = document["training"]["optimizer"]["name"]
    adam = {"name": "adam", "learning_rate": adam_remedy.RATE}
    return () if kind in ("adam", "adamw", "nadam") else _put("/training/optimizer", adam)


def check_training_loop(document: Json, known: Known) -> Patch:
    """A rate of 0 trains nothing: the optimizer's usual one."""
    training = known.prepared.spec.training
    return rate(usual_rate(training.optimizer.kind)) if training.learning_rate == 0 else ()


def scale_inputs(document: Json, known: Known) -> Patch:
    """The inputs, and the target of a regression where it is large."""
    there = scaled(known.prepared)
    return scale_remedy.patch("inputs" not in there, "target" not in there)


@_layers
def change_activation(layers: Layers, known: Known) -> Layers:
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
def change_initialization(layers: Layers, known: Known) -> Layers:
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
def add_normalization(layers: Layers, known: Known) -> Layers:
    """Batch normalisation after each hidden layer with weights."""
    hidden = set(_hidden(layers))
    changed: Layers = []
    for place, layer in enumerate(layers):
        followed = layers[place + 1 : place + 2] and layers[place + 1]["type"] in ("batch_norm", "layer_norm")
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
def enlarge_model(layers: Layers, known: Known) -> Layers:
    """More units in each hidden layer; a hidden layer where there is none."""
    hidden = _hidden(layers)
    if not hidden:
        return [{"type": "dense", "units": 32, "activation": "relu", "kernel_initializer": "he_normal"}, *layers]
    size = {"dense": "units", "conv1d": "filters", "conv2d": "filters"}
    return [
        layer | {size[layer["type"]]: enlarge_remedy.TIMES * layer[size[layer["type"]]]} if place in hidden else layer
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
    return (
        {"op": "replace", "path": "/model/layers", "value": layers},
        {"op": "replace", "path": "/training/loss", "value": loss},
    )


def decay_learning_rate(document: Json, known: Known) -> Patch:
    return () if document["training"].get("schedule") else _put("/training/schedule", {"name": "cosine"})


def warm_up_learning_rate(document: Json, known: Known) -> Patch:
    """Up to the rate in use, or to the suggested one where that is lower."""
    training, examples = known.prepared.training, len(known.prepared.data.x)
    epochs = warm_up_remedy.length(training.epochs, ceil(examples / training.batch_size))
    if epochs is None or document["training"].get("schedule"):
        return ()
    return warm_up_remedy.patch(epochs, next((each["value"] for each in lower_learning_rate(document, known)), None))


def clip_gradients(document: Json, known: Known) -> Patch:
    there = document["training"]["optimizer"].get("clip_norm")
    return () if there else _put("/training/optimizer/clip_norm", clip_remedy.NORM)


def train_longer(document: Json, known: Known) -> Patch:
    return _put("/training/epochs", longer_remedy.TIMES * document["training"]["epochs"])


def stop_earlier(document: Json, known: Known) -> Patch:
    """At the epoch of the lowest held-out loss."""
    held_out = known.replay.run.series.get("val/loss")
    if held_out is None or not len(held_out):
        return ()
    best = int(held_out.steps[held_out.values.argmin()])
    return _put("/training/epochs", best) if best < document["training"]["epochs"] else ()


def add_regularization(document: Json, known: Known) -> Patch:
    """Weight decay, and dropout after each hidden layer with weights."""
    layers: Layers = document["model"]["layers"]
    if any(layer["type"] == "dropout" for layer in layers) or not _hidden(layers):
        return ()
    dropped = _behind_hidden(layers, {"type": "dropout", "rate": regularization_remedy.DROPOUT})
    return (
        {"op": "replace", "path": "/model/layers", "value": dropped},
        {"op": "add", "path": "/training/optimizer/weight_decay", "value": regularization_remedy.DECAY},
    )


def _behind_hidden(layers: Layers, new: Json) -> Layers:
    """With a layer behind each hidden one, and behind the activation that follows it."""
    behind = {place + _is_followed_by_activation(layers, place) for place in _hidden(layers)}
    return [each for place, layer in enumerate(layers) for each in ([layer, new] if place in behind else [layer])]


def larger_batch(document: Json, known: Known) -> Patch:
    batch = batch_remedy.FACTOR * (document["training"]["batch_size"] or 0)
    return _put("/training/batch_size", batch) if 0 < batch <= len(known.prepared.data.x) else ()


def reweight_classes(document: Json, known: Known) -> Patch:
    classifies = known.prepared.examples.task == "classification" and not document["training"].get("class_weights")
    return _put("/training/class_weights", "balanced") if classifies else ()


CHANGES: Mapping[str, Change] = {
    "lower_learning_rate": lower_learning_rate,
    "raise_learning_rate": raise_learning_rate,
    "use_adam": use_adam,
    "check_training_loop": check_training_loop,
    "scale_inputs": scale_inputs,
    "fix_output_layer": fix_output_layer,
    "change_activation": change_activation,
    "change_initialization": change_initialization,
    "add_normalization": add_normalization,
    "enlarge_model": enlarge_model,
    "decay_learning_rate": decay_learning_rate,
    "warm_up_learning_rate": warm_up_learning_rate,
    "clip_gradients": clip_gradients,
    "train_longer": train_longer,
    "stop_earlier": stop_earlier,
    "add_regularization": add_regularization,
    "larger_batch": larger_batch,
    "reweight_classes": reweight_classes,
}
"""By the action of the remedy."""

"""What a network of pasted code is trained on, as the `data` of a spec."""

import math
from collections.abc import Mapping
from typing import Any

from analyzers.source import names
from analyzers.source.networks import image_size
from analyzers.source.python.values import Call, Instance, Value
from analyzers.source.recipes import datasets
from analyzers.source.recipes.trained import Trained

MOST_NESTED = 64  # calls inside each other that a prediction is followed through
STAND_IN_EXAMPLES = 500  # of a stand-in where the code does not say how many


def data_of(trained: Trained, loss: Mapping[str, Any]) -> dict[str, Any]:
    """The `data` of a spec. loss: see `recipe_training.loss_of`"""
    x, y = _fitted(trained)
    found = datasets.find_data(x, y)
    if not found.data:
        found = next((other for call in trained.calls if (other := datasets.find_data(call, None)).data), found)
    trained.notes.extend(found.notes)
    data = found.data or {"stand_in": _stand_in(trained, str(loss.get("name", "")))}
    if y is not None and y is x:
        data = {"stand_in": _reconstructed(trained, data)} if "x" not in data else data
    network = trained.network
    if "stand_in" in data:
        data["stand_in"]["features"] = _fitting_shape(trained, data["stand_in"]["features"])
    elif network.framework != "pytorch" and network.input_shape and len(network.input_shape) > 1:
        data["shape"] = network.input_shape
        data |= {"channels": "first"} if network.channels_first else {}
    return data


def _reconstructed(trained: Trained, data: Mapping[str, Any]) -> dict[str, Any]:
    """A stand-in for what is its own target, as an autoencoder's inputs are."""
    trained.notes.append("the inputs are the target: made-up ones take their place")
    shape = data.get("stand_in", {}).get("features") or trained.network.shape or [8]
    return {"task": "reconstruction", "examples": STAND_IN_EXAMPLES, "features": shape}


def _fitting_shape(trained: Trained, shape: list[int]) -> list[int]:
    """The shape of one example as the first layer takes it: images flat for dense, with a channel for conv2d."""
    first, stated = trained.network.layers[0]["type"], trained.network.shape
    if stated and math.prod(stated) == math.prod(shape):
        return stated
    if first == "dense" and len(shape) > 1:
        return [math.prod(shape)]
    return [*shape, 1] if first == "conv2d" and len(shape) == 2 else shape


def _fitted(trained: Trained) -> tuple[Value, Value]:
    if trained.fit is None:
        return _looped(trained)
    return trained.fit.argument(0, "x", "X"), trained.fit.argument(1, "y", "Y")


def _looped(trained: Trained) -> tuple[Value, Value]:
    """A loop of the user's own: `loss = criterion(model(x), y)`."""
    for call in trained.calls:
        if (len(call.args) == 2 and names.loss(call.last)) or _makes_loss(call.owner):
            prediction, target = (*call.args, None, None)[:2]
            if isinstance(prediction, Call) and prediction.args and not isinstance(target, Call):
                return _first_input(prediction), target
    return None, None


def _stand_in(trained: Trained, loss: str) -> dict[str, Any]:
    output = trained.network.layers[-1]
    classes = trained.number("classes")
    regression = loss in ("mse", "mae", "huber") or (not classes and output.get("units") == 1 and not loss)
    examples = int(trained.number("examples") or STAND_IN_EXAMPLES)
    shape = trained.network.shape or image_size.usual(trained.network.layers[0], trained.network.channels)
    trained.notes.append(
        f"the data is not in the text: {min(examples, datasets.MOST_STAND_IN)} stand-in examples of shape "
        f"{'×'.join(map(str, shape))} take its place"
    )
    task: dict[str, Any] = {"task": "regression", "outputs": int(output.get("units", 1))}
    if not regression:
        task = {"task": "classification", "classes": int(classes or max(2, output.get("units", 2)))}
    return {**task, "examples": datasets.fitting(examples, shape), "features": shape}


def _makes_loss(value: Value) -> bool:
    return isinstance(value, Call) and names.loss(value.last) is not None


def _first_input(call: Call) -> Value:
    """What goes in at the start of `model(x)`."""
    value: Value = call
    for _ in range(MOST_NESTED):
        inner = next((arg for arg in value.args), None) if isinstance(value, Call) else None
        if inner is None:
            return value
        value = inner
        if not isinstance(value, Call | Instance):
            return value
    return None

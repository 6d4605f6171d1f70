"""Pasted code → the JSON of a spec: its network, what it trains on, and how. What was not understood is listed."""

from collections.abc import Mapping
from typing import Any

from analyzers.frozen import frozen
from analyzers.source.context import context_of
from analyzers.source.networks.network import Misunderstood
from analyzers.source.networks.networks import find_networks
from analyzers.source.python.blocks import find_code
from analyzers.source.python.interpreter import Interpreter
from analyzers.source.python.values import Call
from analyzers.source.recipes import recipe_data, recipe_training
from analyzers.source.recipes.trained import Trained, fit_of


@frozen()
class Recipe:
    """What pasted code describes.

    spec:           as a user would post it; {} where no network was found
    understood:     sentences, in the order of the code
    not_understood: lines that look like code and were left out, each with the reason
    channels_first: whether the code's examples have their channels first
    """

    spec: dict[str, Any]
    understood: tuple[str, ...] = ()
    not_understood: tuple[Misunderstood, ...] = ()
    channels_first: bool = False


def read_source(text: str) -> Recipe:
    """Reads a script, an excerpt or a whole question. Of several networks the first one that is trained is taken."""
    code = find_code(text)
    program = Interpreter()
    program.run(statement.node for statement in code.statements)
    left_out = [Misunderstood(part.line, part.text, part.why) for part in code.unparsed]
    objects = [*program.names.values(), *program.unused]
    found = list(find_networks(program.calls, objects))
    if not found:
        return Recipe({}, (), tuple(left_out))
    network = next((each for each in found if fit_of(each, program.calls)), found[0])
    left_out += network.misunderstood
    known = {key: value.value for key, value in context_of(text).items()}
    trained = Trained(network, program.calls, known)
    trained.notes.append(f"line {network.line}: a network of {len(network.layers)} layers")
    spec = _spec(trained)
    if len(found) > 1:
        trained.notes.append(f"{len(found)} networks are in the text; the one of line {network.line} is taken")
    return Recipe(spec, tuple(trained.notes), tuple(left_out), network.channels_first)


def _spec(trained: Trained) -> dict[str, Any]:
    loss = recipe_training.loss_of(trained)
    data = recipe_data.data_of(trained, loss)
    layers = _with_output(trained, data)
    training = recipe_training.training_of(trained, loss, own_data="stand_in" not in data)
    if "loss" not in training and (usual := recipe_training.usual_loss(layers[-1], trained.network.framework)):
        training["loss"] = usual
    return {"model": {"layers": layers}, "data": data, "training": training}


def _with_output(trained: Trained, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """scikit-learn adds the output layer itself."""
    layers = list(trained.network.layers)
    made = trained.network.made
    if trained.network.framework != "sklearn" or not isinstance(made, Call):
        return layers
    if made.last == "MLPRegressor":
        return [*layers, {"type": "dense", "units": 1}]
    classes = _classes(data)
    if classes == 2:
        return [*layers, {"type": "dense", "units": 1, "activation": "sigmoid"}]
    return [*layers, {"type": "dense", "units": classes, "activation": "softmax"}]


def _classes(data: Mapping[str, Any]) -> int:
    if "stand_in" in data:
        return int(data["stand_in"].get("classes", 2))
    if "y" in data:
        return len({str(label) for label in data["y"]})
    sizes = {"digits": 10, "iris": 3, "wine": 3, "blobs": 3}
    return int(data.get("classes", sizes.get(str(data.get("dataset")), 2)))

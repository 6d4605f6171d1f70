"""The layers that `print(model)` of PyTorch shows."""

import re
from collections.abc import Mapping
from typing import Any

from analyzers.source.networks import torch_networks
from analyzers.source.networks.network import Network
from analyzers.source.python.blocks import find_code
from analyzers.source.python.interpreter import Interpreter
from analyzers.source.python.values import Call
from analyzers.source.recipes.recipe import Recipe
from analyzers.source.recipes.recipe_training import usual_loss
from analyzers.spec.model import WEIGHTED

_MODULE = re.compile(r"^\s*(?:\(\w+\): )?([A-Z]\w*)\((.*)\)\s*$")
_OUTER = re.compile(r"^\s*(?:\(\w+\): )?([A-Z]\w*)\(\s*$")


def of_print(text: str) -> Recipe:
    """The layers that `print(model)` of PyTorch shows.

    It shows modules only: of a class of the user's own, what `forward` applies between them stays unseen, so ReLU
    between layers with weights, and a flatten before the first dense one, are assumed and said.
    """
    network = Network(None, "pytorch", 1, channels_first=True)
    outer = next((match[1] for line in text.splitlines() if (match := _OUTER.match(line))), "Sequential")
    for number, line in enumerate(text.splitlines(), 1):
        if call := _call(line, number):
            torch_networks.add(network, call)
    layers, left_out = network.layers, tuple(network.misunderstood)
    if not layers:
        return Recipe({}, (), left_out)
    notes = [f"print(model): a network of {len(layers)} layers"]
    if outer not in ("Sequential", "ModuleList") and not any(map(_is_activated, layers)):
        layers = _with_forward(layers)
        notes.append("print(model) does not show what forward() applies: ReLU between the layers is assumed")
    model = {"layers": layers} | ({"input_shape": network.shape} if network.shape else {})
    training: dict[str, Any] = {"defaults": "pytorch"}
    if loss := usual_loss(layers[-1], "pytorch"):
        training["loss"] = loss
        notes.append(f"no loss is shown: {loss if isinstance(loss, str) else 'cross-entropy of the scores'} is assumed")
    return Recipe({"model": model, "training": training}, tuple(notes), left_out, channels_first=True)


def _call(line: str, number: int) -> Call | None:
    """`(0): Linear(in_features=2, out_features=4, bias=True)` as the constructor call that it reads like."""
    match = _MODULE.match(line)
    if match is None:
        return None
    program = Interpreter()
    program.run(statement.node for statement in find_code(f"module = {match[1]}({match[2]})").statements)
    made = program.names.get("module")
    return Call(made.name, made.args, made.kwargs, number) if isinstance(made, Call) else None


def _is_activated(layer: Mapping[str, Any]) -> bool:
    return layer["type"] == "activation" or "activation" in layer


def _with_forward(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    weighted = [place for place, layer in enumerate(layers) if layer["type"] in WEIGHTED]
    made: list[dict[str, Any]] = []
    for place, layer in enumerate(layers):
        before = [each["type"] for each in layers[:place]]
        spatial = any(kind.startswith(("conv", "max_pool", "average_pool")) for kind in before)
        if layer["type"] == "dense" and spatial and not {"flatten", "global_average_pool", "dense"} & set(before):
            made.append({"type": "flatten"})
        inner = place in weighted and place != weighted[-1]
        made.append({**layer, "activation": "relu"} if inner else layer)
    return made

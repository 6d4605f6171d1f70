"""What pasted code trains on: arrays written in it, scikit-learn's bundled sets, or a set that is not here.

A set that is not here (a download, a file, a name that the excerpt never fills) becomes a stand-in of the shape that
the code states, and is declared as one.
"""

import math
from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np

from analyzers.frozen import frozen
from analyzers.source.python.values import Call, Symbol, Value, array, is_number

MOST_STAND_IN = 2_000  # examples of a stand-in for a public set: enough to see how training behaves
MOST_VALUES = 10_000_000  # numbers in all of them

BUNDLED: Mapping[str, str] = {
    **{f"load_{name}": name for name in ("digits", "iris", "wine", "breast_cancer", "diabetes", "linnerud")},
    **{f"make_{name}": name for name in ("moons", "circles", "blobs", "classification", "regression")},
}
"""Loaders and makers of scikit-learn that a spec names."""

PUBLIC: Mapping[str, tuple[int, list[int], int]] = {
    **dict.fromkeys(("mnist", "fashion_mnist", "MNIST", "FashionMNIST", "KMNIST"), (60_000, [28, 28], 10)),
    **dict.fromkeys(("cifar10", "CIFAR10"), (50_000, [32, 32, 3], 10)),
    **dict.fromkeys(("cifar100", "CIFAR100"), (50_000, [32, 32, 3], 100)),
    **dict.fromkeys(("boston_housing", "load_boston"), (404, [13], 0)),
    **dict.fromkeys(("fetch_california_housing", "california_housing"), (16_512, [8], 0)),
}
"""Sets that are downloaded: examples, shape of one, classes (0 for regression)."""

_SCALERS = {"StandardScaler": "standard", "MinMaxScaler": "min_max"}
_MAKER_ARGUMENTS = {"n_samples": "examples", "noise": "noise", "n_features": "features", "random_state": "seed"}


@frozen()
class Found:
    """The data that a value stands for.

    data:  as the spec writes it; empty where the value tells nothing
    notes: what was assumed, for the user
    """

    data: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def fitting(examples: int, shape: list[int]) -> int:
    """How many examples of a shape stand in for so many."""
    return max(2, min(examples, MOST_STAND_IN, MOST_VALUES // max(1, math.prod(shape))))


def find_data(x: Value, y: Value) -> Found:
    """The data of `fit(x, y)`."""
    if isinstance(x, np.ndarray | list | tuple) and isinstance(y, np.ndarray | list | tuple):
        return _inline(x, y)
    scale, sources = "", []
    for value in (x, y):
        found, scaled = _source(value)
        sources += [found] if found else []
        scale = scale or (scaled if value is x else "")
    if not sources:
        return Found()
    name, call = sources[0]
    scaling = {"scale": scale} if scale else {}
    if name in BUNDLED:
        return Found({"dataset": BUNDLED[name], **_maker_options(call), **scaling})
    return _public(name, scaling)


def _inline(x: Value, y: Value) -> Found:
    inputs, targets = array(x), array(y)
    if inputs is None or targets is None or not inputs.size or len(inputs) != len(targets):
        return Found()
    return Found({"x": inputs.tolist(), "y": targets.tolist()})


def _public(name: str, scaling: dict[str, str]) -> Found:
    examples, shape, classes = PUBLIC[name]
    stand_in: dict[str, Any] = {"examples": min(examples, MOST_STAND_IN), "features": shape}
    stand_in |= {"task": "classification", "classes": classes} if classes else {"task": "regression"}
    note = f"{name} is not at hand: {stand_in['examples']} stand-in examples of its shape take its place"
    return Found({"stand_in": stand_in}, (note,))


def _source(value: Value, depth: int = 0) -> tuple[tuple[str, Call | None] | None, str]:
    """(name of the set, the call that loads it), and how it is scaled; follows what is done to it on the way."""
    if depth > 24 or value is None:
        return None, ""
    if isinstance(value, list | tuple):
        for item in value:
            found, scale = _source(item, depth + 1)
            if found:
                return found, scale
        return None, ""
    if isinstance(value, Symbol):
        name = next((part for part in value.name.split(".") if part in PUBLIC), None)
        return ((name, None), "") if name else _source(value.owner, depth + 1)
    if not isinstance(value, Call):
        return None, ""
    if value.last in BUNDLED or value.last in PUBLIC:
        return (value.last, value), ""
    owner = value.owner
    scaler = _SCALERS.get(owner.last, "") if isinstance(owner, Call) and value.last.endswith("transform") else ""
    path = next((part for part in value.name.split(".") if part in PUBLIC), None)
    if path:
        return (path, value), ""
    found, scale = _source([*value.args, owner], depth + 1)
    return found, scaler or scale


def _maker_options(call: Call | None) -> dict[str, Any]:
    if call is None or not call.last.startswith("make_"):
        return {}
    given = dict(call.kwargs)
    if call.args and is_number(call.args[0]):
        given.setdefault("n_samples", call.args[0])
    found = {own: given[theirs] for theirs, own in _MAKER_ARGUMENTS.items() if is_number(given.get(theirs))}
    classes = given.get("n_classes", given.get("centers"))
    return found | ({"classes": int(classes)} if is_number(classes) else {})

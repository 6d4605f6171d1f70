"""Whatever stands where in a spec, or in the code of a network: it is prepared, or refused with words."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from analyzers import spec
from analyzers.errors import AnalyzerError
from analyzers.experiments.cost import Limits, check
from analyzers.spec.code import write

EDGES = (
    float("inf"),
    float("nan"),
    -1,
    0,
    0.5,
    10**400,
    2**63,
    "",
    "²",
    None,
    True,
    [],
    {},
    [[]],
    [1, "a"],
    {"name": "x"},
)
DENSE = {"type": "dense", "units": 4, "kernel_initializer": {"name": "normal", "stddev": 0.1}, "l2": 0.01}
SPECS: dict[str, Any] = {
    "arrays": {
        "model": {"layers": [DENSE, {"type": "dropout", "rate": 0.5}, {"type": "dense", "units": 1}]},
        "data": {"x": [[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]], "y": [0.5, 1.0, 2.0], "scale": "standard"},
        "training": {
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
            "loss": {"name": "huber", "delta": 1.0},
            "batch_size": 2,
            "epochs": 2,
            "schedule": {"name": "step", "every": 2, "factor": 0.5},
            "validation_split": 0.3,
            "seed": 0,
        },
        "budget": {"seconds": 5},
    },
    "stand-in": {
        "model": {"layers": [{"type": "conv2d", "filters": 2, "kernel_size": [3, 3]}, {"type": "flatten"}, DENSE]},
        "data": {"stand_in": {"examples": 16, "features": [8, 8, 1], "classes": 4, "seed": 1}},
        "training": {"loss": {"name": "sparse_categorical_crossentropy", "from_logits": True}},
    },
    "generated": {
        "model": {"sklearn": {"hidden_layer_sizes": [5, 3], "alpha": 0.001, "learning_rate_init": 0.01, "max_iter": 5}},
        "data": {"dataset": "blobs", "examples": 20, "features": 3, "classes": 2, "seed": 3},
    },
}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a JSON value but the whole."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*at, key)
        yield from places(part, (*at, key))


def with_edge(value: Any, at: tuple[Any, ...], edge: Any) -> Any:
    changed = inner = deepcopy(value)
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = edge
    return changed


@pytest.mark.parametrize("name", SPECS)
def test_any_value_anywhere_is_prepared_or_refused_with_words(name: str) -> None:
    spec.prepare(spec.read(SPECS[name]))
    refused = 0
    for at in places(SPECS[name]):
        for edge in EDGES:
            try:
                check(spec.prepare(spec.read(with_edge(SPECS[name], at, edge))), Limits())
            except AnalyzerError as error:
                assert error.problem, (at, edge)
                refused += 1
            except Exception as error:
                raise AssertionError(f"{edge!r} at {at}") from error
    assert refused > 100


@pytest.mark.parametrize("framework", ["keras", "pytorch"])
def test_any_number_in_the_code_of_a_network_is_read_or_refused_with_words(framework: str) -> None:
    code = write(spec.prepare(spec.read(SPECS["arrays"])))[framework]
    places = [found.span() for found in re.finditer(r"(?<![\w.])\d[\d.]*", code)]
    for begin, end in places:
        for edge in ("1e999", "10**400", 'float("nan")', "[]"):
            try:
                spec.prepare(spec.read({"model": {"source": code[:begin] + edge + code[end:]}}))
            except AnalyzerError as error:
                assert error.problem
            except Exception as error:
                raise AssertionError(f"{edge} behind {code[max(0, begin - 40) : begin]!r}") from error
    assert len(places) > 10

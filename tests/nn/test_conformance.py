"""Losses and weights after 50 steps are those of PyTorch and Keras, as recorded by `make conformance`."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analyzers.nn import Overrides, train
from analyzers.nn.types import Array, Framework
from tests.nn.conformance.cases import CASES, data, start

REFERENCE = Path(__file__).parent / "conformance" / "reference"
TOLERANCE = {"float64": 1e-9, "float32": 1e-4}
PAIRS = [(name, framework) for name, case in CASES.items() for framework in case.frameworks]


@cache
def recorded(framework: Framework) -> dict[str, Array]:
    with np.load(REFERENCE / f"{framework}.npz") as stored:
        return dict(stored)


def error(found: Array, expected: Array) -> float:
    """The largest difference, relative to the largest number expected."""
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-3))


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize(("name", "framework"), PAIRS, ids=lambda part: str(part))
def test_training_agrees(name: str, framework: Framework, precision: str) -> None:
    case = CASES[name]
    network = case.network(framework, precision)
    (trained,) = train(network, data(name, case), case.settings, [Overrides(weights=start(name, network))])
    prefix = f"{name}|"
    expected = {key.removeprefix(prefix): v for key, v in recorded(framework).items() if key.startswith(prefix)}
    assert expected, "not recorded: run `make conformance`"
    found = {**trained.weights, "losses": trained.run["train/loss"].values}
    errors = {key: error(found[key], value) for key, value in expected.items()}
    assert max(errors.values()) < TOLERANCE[precision], errors

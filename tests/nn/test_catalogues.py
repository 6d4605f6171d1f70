"""Every layer, loss, optimizer and schedule is held against a framework, and its gradients against differences."""

import numpy as np
import pytest

from analyzers.nn import LAYERS, LOSSES, OPTIMIZERS, SCHEDULES
from analyzers.nn.activations import FUNCTIONS
from analyzers.nn.curvature import Hessian
from analyzers.nn.layer import Layer
from analyzers.nn.layers import Activation, Dense, Dropout
from analyzers.nn.schedules import ConstantRate, WarmUp
from analyzers.nn.types import Array
from tests.nn.conformance.cases import CASES, data, start

UNTRIED = {Dropout: "its noise is its own; test_dropout looks at its mean"}
STEP = 1e-6


def hessian_at(name: str, moved: Array | float) -> Hessian:
    """The case's loss around its start, moved by a vector."""
    case = CASES[name]
    network = case.network(case.frameworks[0])
    parameters, statistics = network.pack(start(name, network))
    return Hessian(network, network.unpack(parameters + moved, statistics), data(name, case), case.loss)


def layers() -> list[Layer]:
    return [layer for case in CASES.values() for layer in case.layers]


def test_every_layer_has_a_case() -> None:
    missing = set(LAYERS.values()) - {type(layer) for layer in layers()} - set(UNTRIED)
    assert not missing, f"{missing} not held against a framework: add a case to tests/nn/conformance/cases.py"


def test_every_activation_has_a_case() -> None:
    seen = {layer.function for layer in layers() if isinstance(layer, Activation)}
    seen |= {layer.activation for layer in layers() if isinstance(layer, Dense)}
    assert set(FUNCTIONS) <= seen, f"{set(FUNCTIONS) - seen} not held against a framework: add a case"


def test_every_loss_optimizer_and_schedule_has_a_case() -> None:
    seen = {type(case.loss) for case in CASES.values()}
    seen |= {type(case.training.optimizer) for case in CASES.values()}
    seen |= {type(case.training.schedule) for case in CASES.values()} | {ConstantRate, WarmUp}
    wanted = {*LOSSES.values(), *OPTIMIZERS.values(), *SCHEDULES.values()}
    assert not wanted - seen, f"{wanted - seen} not held against a framework: add a case"


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("layer", "loss"))])
def test_gradient_is_the_slope_along_a_random_direction(name: str) -> None:
    here = hessian_at(name, 0.0)
    direction = np.random.default_rng(1).standard_normal(here.size)
    slope = (hessian_at(name, STEP * direction).loss - hessian_at(name, -STEP * direction).loss) / (2 * STEP)
    assert here.gradient @ direction == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("layer", "loss"))])
def test_hessian_product_is_the_change_of_the_gradient(name: str) -> None:
    here = hessian_at(name, 0.0)
    direction = np.random.default_rng(1).standard_normal(here.size)
    ahead, behind = (hessian_at(name, sign * STEP * direction).gradient for sign in (1, -1))
    change = (ahead - behind) / (2 * STEP)
    np.testing.assert_allclose(here.times(direction), change, rtol=1e-5, atol=1e-5 * max(np.abs(change).max(), 1e-3))

"""Each initializer draws with the spread that its paper or framework says."""

import numpy as np
import pytest

from analyzers.errors import SpecError
from analyzers.nn.initializers import (
    INITIALIZERS,
    Constant,
    Fans,
    Initializer,
    Normal,
    Orthogonal,
    Uniform,
    initializer,
)
from analyzers.nn.layers import Dense
from analyzers.nn.network import Network

SHAPE, FANS = (300, 200), Fans(300, 200)
DEVIATIONS = {
    "zeros": 0.0,
    "constant": 0.0,
    "normal": 0.05,
    "uniform": 0.05 / 3**0.5,
    "glorot_uniform": (2 / 500) ** 0.5,
    "glorot_normal": (2 / 500) ** 0.5,
    "he_uniform": (2 / 300) ** 0.5,
    "he_normal": (2 / 300) ** 0.5,
    "lecun_uniform": (1 / 300) ** 0.5,
    "lecun_normal": (1 / 300) ** 0.5,
    "fan_in_uniform": (1 / 900) ** 0.5,  # uniform within 1/√300
    "orthogonal": (1 / 300) ** 0.5,  # 200 columns of length 1
}


def draw(chosen: Initializer) -> np.ndarray:
    return chosen.draw(np.random.default_rng(0), SHAPE, FANS)


def test_every_initializer_is_looked_at() -> None:
    assert DEVIATIONS.keys() == INITIALIZERS.keys()


@pytest.mark.parametrize("name", DEVIATIONS)
def test_the_spread_is_the_stated_one(name: str) -> None:
    drawn = draw(initializer(name))
    assert drawn.shape == SHAPE
    assert drawn.std() == pytest.approx(DEVIATIONS[name], rel=0.02)
    assert drawn.mean() == pytest.approx(0, abs=0.001)


def test_their_own_numbers_are_used() -> None:
    assert np.all(draw(Constant(0.3)) == 0.3)
    assert draw(Normal(0.2, mean=1.0)).mean() == pytest.approx(1.0, abs=0.01)
    assert np.abs(draw(Uniform(2.0))).max() == pytest.approx(2.0, rel=0.01)
    columns = draw(Orthogonal(3.0))
    np.testing.assert_allclose(columns.T @ columns, 9 * np.eye(200), atol=1e-12)


def test_frameworks_start_alike_layers_differently() -> None:
    starts = {}
    for framework in ("keras", "pytorch"):
        network = Network((Dense(50),), (100,), framework)
        starts[framework] = network.unpack(*network.initial(np.random.default_rng(0)))
    assert np.abs(starts["keras"]["dense_1/kernel"]).max() == pytest.approx((6 / 150) ** 0.5, rel=0.01)
    assert not starts["keras"]["dense_1/bias"].any()
    assert np.abs(starts["pytorch"]["dense_1/kernel"]).max() == pytest.approx(0.1, rel=0.01)
    assert 0.05 < np.abs(starts["pytorch"]["dense_1/bias"]).max() <= 0.1


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SpecError, match="there is no initializer 'xavier'; use one of zeros, constant"):
        initializer("xavier")

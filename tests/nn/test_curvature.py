"""Sharpness against what is known in closed form."""

import numpy as np
import pytest

from analyzers.nn import Data, Network, Training, train
from analyzers.nn.curvature import sharpness, stability_limit, top_eigenvalue
from analyzers.nn.layers import Dense
from analyzers.nn.losses import Mse
from analyzers.nn.optimizers import Adam, Sgd

EIGENVALUES = {10: 78.580, 16: 188.549, 17: 211.546, 18: 235.877, 20: 288.539057}  # of (2/n) [[Σx², Σx], [Σx, n]]


def line(n: int) -> Data:
    x = np.arange(1.0, n + 1)
    return Data(x[:, None], 2 * x)


@pytest.mark.parametrize("n", EIGENVALUES)
def test_sharpness_of_linear_regression_is_its_closed_form(n: int) -> None:
    weights = {"dense_1/kernel": np.ones((1, 1)), "dense_1/bias": np.zeros(1)}
    x = line(n).x[:, 0]
    exact = np.linalg.eigvalsh(2 / n * np.array([[x @ x, x.sum()], [x.sum(), n]]))[-1]
    assert exact == pytest.approx(EIGENVALUES[n], abs=5e-4)
    for precision, tolerance in (("float64", 1e-12), ("float32", 1e-6)):
        network = Network((Dense(1),), (1,), precision=precision)  # type: ignore[arg-type]
        assert sharpness(network, weights, line(n), Mse()).value == pytest.approx(exact, rel=tolerance)


@pytest.mark.parametrize("optimizer", [Sgd(), Sgd(momentum=0.9), Sgd(momentum=0.9, nesterov=True)], ids=str)
def test_training_diverges_just_above_the_stability_limit_and_not_below(optimizer: Sgd) -> None:
    limit = stability_limit(optimizer, EIGENVALUES[20])
    assert limit is not None
    losses = []
    for factor in (0.99, 1.01):
        chosen = Sgd(limit * factor, optimizer.momentum, optimizer.nesterov)
        network = Network((Dense(1),), (1,), precision="float64")
        (trained,) = train(network, line(20), Training(chosen, Mse(), epochs=2000))
        losses.append(trained.run["train/loss"].values)
    assert losses[0][-1] < losses[0][0]
    assert losses[1][-1] > 1e3 * losses[1][0]


def test_no_limit_is_claimed_for_adaptive_optimizers_or_flat_losses() -> None:
    assert stability_limit(Adam(), 10.0) is None
    assert stability_limit(Sgd(), 0.0) is None
    assert stability_limit(Sgd(), float("nan")) is None


def test_lanczos_finds_the_largest_eigenvalue_in_few_products() -> None:
    rng = np.random.default_rng(0)
    q, _ = np.linalg.qr(rng.standard_normal((300, 300)))
    values = np.concatenate([np.linspace(-5, 5, 297), [40.0, 60.0, 100.0]])
    matrix = q * values @ q.T
    found, products = top_eigenvalue(lambda v: matrix @ v, 300, 1e-3)
    assert found == pytest.approx(100.0, rel=1e-3)
    assert products < 10

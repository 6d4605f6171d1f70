"""Sharpness against what is known in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from analyzers.nn import Data, Network, Overrides, Training, train
from analyzers.nn.curvature import divisor, sharpness, stability_limit, top_eigenvalue
from analyzers.nn.layers import Dense
from analyzers.nn.losses import Mse
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers import Adadelta, Adagrad, Adam, AdamW, Nadam, RmsProp, Sgd
from analyzers.nn.types import Framework
from analyzers.nn.updates import Updates

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


HUGE = 1e60  # an epsilon far above all gradients: what the optimizer divides by stays that
ADAPTIVE: dict[str, Optimizer] = {
    "adam": Adam(epsilon=HUGE),
    "adam without momentum": Adam(beta_1=0.0, epsilon=HUGE),
    "adam with a maximum": Adam(epsilon=HUGE, amsgrad=True),
    "adamw": AdamW(epsilon=HUGE, weight_decay=0.01 * EIGENVALUES[20] / HUGE),
    "nadam": Nadam(epsilon=HUGE, decay=1.0),
    "rmsprop": RmsProp(epsilon=HUGE),
    "rmsprop with momentum": RmsProp(momentum=0.9, epsilon=HUGE),
    "adagrad": Adagrad(epsilon=HUGE),
}


@pytest.mark.parametrize("name", ADAPTIVE)
def test_with_a_frozen_divisor_adaptive_training_diverges_just_above_the_limit_and_not_below(name: str) -> None:
    limit = stability_limit(ADAPTIVE[name], EIGENVALUES[20] / HUGE, steps=10**6)
    assert limit is not None
    network = Network((Dense(1),), (1,), defaults="pytorch", precision="float64")
    rates = [Overrides(optimizer=replace(ADAPTIVE[name], learning_rate=limit * by)) for by in (0.99, 1.01)]  # type: ignore[call-arg]
    both = train(network, line(20), Training(Adam(), Mse(), batch_size=20, epochs=1000), rates)
    below, above = (each.run["train/loss"].values for each in both)
    assert below[-1] < below[100]  # the momentum has warmed up by then
    assert above[-1] > 2 * above[100]


@pytest.mark.parametrize("framework", ["keras", "pytorch"])
@pytest.mark.parametrize(
    "kind", [Adam(0.1, 0.0), Adam(0.1, 0.0, amsgrad=True), AdamW(0.1, 0.0), Nadam(0.1, 0.0), RmsProp(0.1), Adagrad(0.1)]
)
def test_the_divisor_is_what_the_optimizer_divides_the_gradient_by(kind: Optimizer, framework: Framework) -> None:
    optimizer = kind.completed(framework)
    if isinstance(optimizer, AdamW):
        optimizer = replace(optimizer, weight_decay=0.0)
    parameters, gradients = np.zeros((1, 3)), np.zeros((1, 3))
    updates = Updates([optimizer], parameters, gradients, framework)
    for step in range(1, 5):
        before, gradient = parameters.copy(), np.array([[1e-8, 0.1 * step, -3.0 / step]])
        gradients[...] = gradient
        updates.prepare(step, np.array([[0.1]]))
        updates.apply(0)
        found = divisor(optimizer, updates.state()[0], step, framework)
        np.testing.assert_allclose(before - parameters, 0.1 * gradient / found, rtol=1e-9)


def test_preconditioned_sharpness_is_its_closed_form() -> None:
    weights = {"dense_1/kernel": np.ones((1, 1)), "dense_1/bias": np.zeros(1)}
    x, by = line(10).x[:, 0], np.array([0.5, 20.0])
    hessian = 2 / 10 * np.array([[x @ x, x.sum()], [x.sum(), 10]])
    exact = np.linalg.eigvals(hessian / by[:, None]).max()
    network = Network((Dense(1),), (1,), precision="float64")
    assert sharpness(network, weights, line(10), Mse(), divisor=by).value == pytest.approx(exact, rel=1e-12)


def test_the_limit_of_adam_is_38_over_the_sharpness() -> None:
    assert stability_limit(Adam(), 2.0) == pytest.approx(19.0)


def test_no_limit_is_claimed_for_flat_losses_or_where_there_is_no_theory() -> None:
    assert stability_limit(Adadelta(), 10.0) is None
    assert divisor(Adadelta(), [np.ones(2), np.ones(2)], 1, "keras") is None
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

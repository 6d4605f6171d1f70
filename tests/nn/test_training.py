"""Training as its callers see it: runs, progress, stopping, divergence, data that does not fit."""

import numpy as np
import pytest

from analyzers.errors import SpecError
from analyzers.nn import Data, Network, Overrides, Probes, Progress, Training, evaluate, predict, train
from analyzers.nn.layers import Activation, Conv2d, Dense, Dropout, Flatten, Softmax
from analyzers.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Mse,
    SparseCategoricalCrossentropy,
)
from analyzers.nn.optimizers import Adam, Sgd
from analyzers.nn.schedules import StepDecay

LINE = np.arange(1.0, 21.0)
XOR = Data(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0]))
LOGITS = SparseCategoricalCrossentropy(from_logits=True)


def linear_regression(rate: float, epochs: int) -> np.ndarray:
    training = Training(Sgd(rate), Mse(), epochs=epochs)
    (trained,) = train(Network((Dense(1),), (1,)), Data(LINE[:, None], 3 * LINE + 2), training)
    return trained.run["train/loss"].values


def test_too_high_a_rate_overflows_to_infinity_and_then_to_nan() -> None:
    losses = linear_regression(0.01, 200)
    ratios = losses[21:50] / losses[20:49]
    np.testing.assert_allclose(ratios, 3.554697, rtol=1e-4)  # (1 - ηλ)² with η = 0.01, λ = 288.539057
    first_infinite = int(np.flatnonzero(np.isinf(losses))[0])
    assert 60 <= first_infinite + 1 <= 75
    assert np.isnan(losses[-1])
    assert not np.isfinite(losses[first_infinite:]).any()


def test_a_low_rate_converges_on_the_same_data() -> None:
    losses = linear_regression(1e-4, 200)
    assert losses[-1] < 0.1 * losses[0]
    assert np.all(np.diff(losses) < 0)


def test_xor_is_learnt() -> None:
    network = Network((Dense(8, activation="tanh"), Dense(2)), (2,))
    (trained,) = train(network, XOR, Training(Adam(0.05), LOGITS, epochs=200))
    assert trained.run["train/accuracy"].values[-1] == 1.0
    assert predict(network, trained.weights, XOR.x).argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert evaluate(network, trained.weights, XOR.x, XOR.y, LOGITS)["accuracy"] == 1.0


def test_a_run_holds_losses_metrics_rate_and_probes_by_epoch() -> None:
    network = Network((Dense(8, activation="relu"), Dense(4, activation="sigmoid"), Dense(2)), (2,))
    data = Data(XOR.x, XOR.y, (XOR.x, XOR.y))
    training = Training(Sgd(0.1), LOGITS, StepDecay(every=2, factor=0.5), epochs=4)
    (trained,) = train(network, data, training, probes=Probes())
    run = trained.run
    assert run["lr"].values.tolist() == [0.1, 0.1, 0.05, 0.05]
    assert run["train/loss"].unit == "epoch"
    wanted = {"train/loss", "train/accuracy", "val/loss", "val/accuracy", "lr"}
    for layer in ("dense_1", "dense_2", "dense_3"):
        wanted |= {f"layer/{layer}/{q}" for q in ("activation_mean", "activation_std", "gradient_norm", "update_ratio")}
    assert set(run.series) == wanted | {"layer/dense_1/dead_share", "layer/dense_2/saturated_share"}


def test_probes_see_dead_and_saturated_units() -> None:
    network = Network((Dense(4, activation="relu"), Dense(4, activation="tanh"), Dense(2)), (2,))
    weights = {
        "dense_1/kernel": np.ones((2, 4)),
        "dense_1/bias": np.array([1.0, 1, -9, -9]),  # two units never above 0
        "dense_2/kernel": np.zeros((4, 4)),
        "dense_2/bias": np.array([9.0, 0, 0, 0]),  # one of four at the flat end of tanh
        "dense_3/kernel": np.zeros((4, 2)),
        "dense_3/bias": np.zeros(2),
    }
    training = Training(Sgd(0.0), LOGITS, epochs=1)
    (trained,) = train(network, XOR, training, [Overrides(weights=weights)], Probes())
    assert trained.run["layer/dense_1/dead_share"].values[0] == 0.5
    assert trained.run["layer/dense_2/saturated_share"].values[0] == 0.25
    assert trained.run["layer/dense_2/activation_mean"].values[0] == pytest.approx(0.25, rel=1e-4)
    assert trained.run["layer/dense_1/update_ratio"].values[0] == 0


def test_progress_is_told_after_each_epoch_and_can_end_the_training() -> None:
    seen: list[Progress] = []
    network, training = Network((Dense(2),), (2,)), Training(Sgd(), LOGITS, epochs=5)
    rates = [Overrides(learning_rate=rate) for rate in (0.1, 0.2)]
    results = train(network, XOR, training, rates, on_progress=seen.append, stop=lambda: len(seen) >= 3)
    assert [(each.done, each.total, each.epoch) for each in seen] == [(2, 10, 1), (4, 10, 2), (6, 10, 3)]
    assert [(len(each.run["train/loss"]), each.complete) for each in results] == [(3, False), (3, False)]


def test_stopped_before_the_first_epoch_there_are_weights_but_no_series() -> None:
    (trained,) = train(Network((Dense(2),), (2,)), XOR, Training(Sgd(), LOGITS), stop=lambda: True)
    assert not trained.run.series
    assert not trained.complete
    assert trained.weights["dense_1/kernel"].shape == (2, 2)


def test_dropout_keeps_the_mean_and_does_nothing_in_prediction() -> None:
    network = Network((Dropout(0.3), Dense(1, use_bias=False)), (20_000,))
    weights = {"dense_1/kernel": np.full((20_000, 1), 1 / 20_000)}
    assert predict(network, weights, np.ones((1, 20_000)))[0, 0] == pytest.approx(1.0, rel=1e-5)
    training = Training(Sgd(0.0), Mse(), epochs=1)
    (trained,) = train(network, Data(np.ones((1, 20_000)), np.zeros(1)), training, [Overrides(weights=weights)])
    mean = np.sqrt(trained.run["train/loss"].values[0])
    assert mean != pytest.approx(1.0, abs=1e-6)
    assert mean == pytest.approx(1.0, abs=0.02)


def test_long_training_at_a_high_rate_does_not_leave_denormal_moments() -> None:
    from analyzers.nn.updates import Updates

    p, g = np.ones((1, 8), np.float32), np.ones((1, 8), np.float32)
    updates = Updates([Adam(1e-3).completed("keras")], p, g, "keras")
    updates.prepare(1, np.full((1280, 1), 1e-3))
    for step in range(1280):
        updates.apply(step)
        g[...] = 0
    (first, second) = updates.state()[0]
    assert not first.any()
    assert second.all()


WRONG = {
    "vectors wanted": (
        lambda: Network((Conv2d(3), Dense(2)), (6, 6, 1)),
        "layer 2 (dense_1): dense takes vectors, but its input has shape (4, 4, 3); "
        "put a flatten or a global_average_pool layer before it",
        "/model/layers/1",
    ),
    "window too large": (
        lambda: Network((Conv2d(3, 7),), (6, 6, 1)),
        "layer 1 (conv2d_1): conv2d has windows of (7, 7), but its input is only (6, 6); "
        'make the window smaller, or set padding to "same"',
        "/model/layers/0",
    ),
    "targets do not fit": (
        lambda: train(Network((Dense(2),), (2,)), Data(XOR.x, np.ones((4, 3))), Training(Sgd(), Mse())),
        "mse compares 3 targets with 2 outputs; give the last layer 3 units",
        "",
    ),
    "class out of range": (
        lambda: train(Network((Dense(2),), (2,)), Data(XOR.x, np.arange(4)), Training(Sgd(), LOGITS)),
        "class numbers run from 0 to 3, but there are 2 outputs; "
        "number the classes from 0 and give the last layer 4 units or more",
        "",
    ),
    "one output for classes": (
        lambda: train(Network((Dense(1),), (2,)), XOR, Training(Sgd(), CategoricalCrossentropy())),
        "categorical_crossentropy needs an output for each class, but the last layer has 1; "
        "give it as many units as there are classes, or take binary_crossentropy",
        "",
    ),
    "image as output": (
        lambda: train(Network((Conv2d(1),), (3, 3, 1)), Data(np.ones((1, 3, 3, 1)), [1]), Training(Sgd(), Hinge())),
        "hinge compares vectors, but the last layer gives (1, 1, 1); "
        "end the model with a dense layer, after a flatten or a global pool",
        "",
    ),
    "unequal data": (
        lambda: Data(np.ones((3, 1)), np.ones(2)),
        "there are 3 inputs and 2 targets; give as many of one as of the other",
        "",
    ),
    "no units": (lambda: Dense(0), "units is 0, but must be at least 1", "units"),
    "rate of dropout": (lambda: Dropout(1.0), "rate is 1.0, but must be at least 0 and below 1", "rate"),
    "negative rate": (lambda: Sgd(-0.1), "learning_rate is -0.1, but must be at least 0", "learning_rate"),
    "unknown function": (lambda: Activation("cosh"), "there is no activation 'cosh'; use one of linear, ", ""),
    "two names": (lambda: Network((Flatten(name="a"), Softmax(name="a")), (3,)), "two layers share a name", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_named_with_what_would(name: str) -> None:
    attempt, message, at = WRONG[name]
    with pytest.raises(SpecError) as caught:
        attempt()
    assert str(caught.value).startswith(message)
    assert caught.value.at == at


def test_probabilities_beyond_the_clip_have_no_gradient_as_in_keras() -> None:
    y, d = np.array([[[1e-9]]]), np.empty((1, 1, 1))
    losses = BinaryCrossentropy().compare(y, np.ones((1, 1, 1)), d)
    assert losses[0, 0] == pytest.approx(-np.log(1e-7))
    assert d[0, 0, 0] == 0


@pytest.mark.parametrize("inputs", [5, 1500], ids=["gathered at once", "copied one by one"])
def test_a_dense_layer_with_bias_sees_each_example_as_it_is(inputs: int) -> None:
    rng = np.random.default_rng(3)
    x, kernel = rng.standard_normal((7, inputs)), rng.standard_normal((inputs, 1))
    network = Network((Dense(1),), (inputs,), precision="float64")
    training = Training(Sgd(0.0), Mse(), batch_size=3, epochs=1)
    start = Overrides(weights={"dense_1/kernel": kernel, "dense_1/bias": np.full(1, 0.5)})
    (trained,) = train(network, Data(x, np.zeros(7)), training, [start])
    assert trained.run["train/loss"].values[0] == pytest.approx(np.mean((x @ kernel + 0.5) ** 2))


def test_a_softmax_may_come_first() -> None:
    x, kernel = np.log([[1.0, 3.0], [4.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [0.0]])
    network = Network((Softmax(), Dense(1, use_bias=False)), (2,), precision="float64")
    assert predict(network, {"dense_1/kernel": kernel}, x)[:, 0] == pytest.approx([0.25, 0.8, 0.5])
    training = Training(Sgd(0.0), Mse(), batch_size=3, epochs=1)
    start = Overrides(weights={"dense_1/kernel": kernel})
    (trained,) = train(network, Data(x, np.zeros(3)), training, [start])
    assert trained.run["train/loss"].values[0] == pytest.approx((0.25**2 + 0.8**2 + 0.5**2) / 3)

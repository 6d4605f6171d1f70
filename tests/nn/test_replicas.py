"""Replicas are what they would be alone, to the last bit."""

import numpy as np
import pytest

from analyzers.nn import Data, Network, Overrides, Probes, Trained, Training, products, train
from analyzers.nn.cost import replicas_per_pass
from analyzers.nn.initializers import HeNormal, Normal
from analyzers.nn.layer import Layer
from analyzers.nn.layers import Activation, BatchNorm, Conv2d, Dense, Dropout, Flatten, LayerNorm, MaxPool2d
from analyzers.nn.losses import SparseCategoricalCrossentropy
from analyzers.nn.optimizers import Adagrad, Adam, RmsProp, Sgd
from analyzers.nn.schedules import Cosine, ReduceOnPlateau

LOSS = SparseCategoricalCrossentropy(from_logits=True)
NETWORKS: dict[str, tuple[Layer, ...]] = {
    "relu": (Flatten(), Dense(16, activation="relu"), Dense(3)),
    "vectors in rows and columns": (Flatten(), *(Dense(units, activation="relu") for units in (40, 33)), Dense(3)),
    "tanh and dropout": (Flatten(), Dropout(0.2), Dense(9, activation="tanh"), Dropout(0.5), Dense(3)),
    "norms": (Flatten(), Dense(7), BatchNorm(), Dense(5, activation="gelu"), LayerNorm(), Dense(3)),
    "convolutions": (
        Conv2d(4, 3, padding="same", activation="relu"),
        Conv2d(5, 3, padding="same", activation="relu"),
        MaxPool2d(2),
        Flatten(),
        Dense(3),
    ),
}
COMPANY = {
    "rates": [Overrides(learning_rate=rate) for rate in (1e-3, 1e-2, 1e9, 1e-1)],
    "seeds": [Overrides(seed=seed) for seed in (0, 1, 2)],
    "optimizers": [
        Overrides(optimizer=each) for each in (Sgd(0.1), Adam(0.01), RmsProp(), Sgd(1e9), Adagrad(), Sgd(0.2))
    ],
    "all sorts": [
        Overrides(schedule=Cosine(3)),
        Overrides(seed=3, optimizer=Sgd(1e9, momentum=0.9)),
        Overrides(kernel_initializer=HeNormal(), clip_norm=0.1),
        Overrides(seed=4, clip_value=0.01, kernel_initializer=Normal(0.3)),
        Overrides(optimizer=Sgd(0.5), schedule=ReduceOnPlateau(patience=1, threshold=1.0)),
    ],
}


def examples(count: int = 45) -> Data:
    rng = np.random.default_rng(5)
    return Data(rng.standard_normal((count, 6, 6, 2)), rng.integers(0, 3, count)).split(0.2)


def trained(network: str, replicas: list[Overrides]) -> list[Trained]:
    training = Training(Adam(0.01), LOSS, batch_size=8, epochs=6)
    return train(Network(NETWORKS[network], (6, 6, 2)), examples(), training, replicas, Probes(every=2))


def assert_same(one: Trained, other: Trained) -> None:
    assert one.run.series.keys() == other.run.series.keys()
    for key, series in one.run.series.items():
        np.testing.assert_array_equal(series.values, other.run[key].values, err_msg=key)
    for key, weights in one.weights.items():
        np.testing.assert_array_equal(weights, other.weights[key], err_msg=key)


@pytest.mark.parametrize("company", COMPANY)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_replica_is_the_same_alone_and_in_company(network: str, company: str) -> None:
    together = trained(network, COMPANY[company])
    for own, result in zip(COMPANY[company], together, strict=True):
        (alone,) = trained(network, [own])
        assert_same(alone, result)


@pytest.mark.parametrize("special", [True, False])
def test_wide_replicas_are_the_same_alone_and_in_company(special: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "small_are_special", lambda dtype: special)
    rng = np.random.default_rng(5)
    network = Network((Dense(20, activation="sigmoid"), Dense(3)), (1030,))
    data = Data(rng.random((200, 1030)), rng.integers(0, 3, 200))
    training = Training(Adam(), LOSS, batch_size=80, epochs=2)
    assert replicas_per_pass(network, 80) > 1
    rates = [Overrides(learning_rate=rate) for rate in (1e-3, 1e-2)]
    for own, result in zip(rates, train(network, data, training, rates, Probes()), strict=True):
        (alone,) = train(network, data, training, [own], Probes())
        assert_same(alone, result)


def test_what_is_recorded_of_many_steps_is_the_same_alone_and_in_company() -> None:
    rng = np.random.default_rng(5)
    network = Network((Activation("tanh"), Dense(8, activation="relu"), Dense(3)), (5,), precision="float64")
    data = Data(rng.standard_normal((400, 5)), rng.integers(0, 3, 400))
    training = Training(Adam(), LOSS, batch_size=9, epochs=20)
    rates = [Overrides(learning_rate=rate) for rate in (1e-4, 1e-3, 1e-2)]
    for own, result in zip(rates, train(network, data, training, rates, Probes(every=4)), strict=True):
        (alone,) = train(network, data, training, [own], Probes(every=4))
        assert_same(alone, result)
        assert len(result.run["layer/activation_1/saturated_share"]) == 20


def test_a_seed_gives_the_same_bits_each_time() -> None:
    first, second = trained("tanh and dropout", [Overrides(seed=7)]), trained("tanh and dropout", [Overrides(seed=7)])
    np.testing.assert_array_equal(first[0].weights["dense_1/kernel"], second[0].weights["dense_1/kernel"])


def test_other_seeds_give_other_weights() -> None:
    first, second = trained("relu", [Overrides(seed=7), Overrides(seed=8)])
    assert not np.array_equal(first.weights["dense_1/kernel"], second.weights["dense_1/kernel"])


def test_a_lost_replica_is_recorded_as_nan_to_the_end() -> None:
    lost, kept = trained("norms", [Overrides(optimizer=Sgd(1e30)), Overrides()])
    assert np.isnan(lost.run["train/loss"].values[-1])
    assert len(lost.run["train/loss"]) == len(kept.run["train/loss"]) == 6
    assert np.isfinite(kept.run["train/loss"].values).all()

"""A convolution gives the same whether its windows are copied or not."""

import numpy as np
import pytest

from analyzers.nn import Data, Network, Overrides, Trained, Training, lines, train
from analyzers.nn.layers import Conv1d, Conv2d, Dense, Flatten, MaxPool2d, Reshape
from analyzers.nn.losses import SparseCategoricalCrossentropy
from analyzers.nn.optimizers import Adam

FIRST = Conv2d(3, 1, activation="tanh")  # so that what follows gives gradients to its input
NETWORKS = {
    "valid": (FIRST, Conv2d(4, 3, activation="relu")),
    "valid behind valid": (Conv2d(4, 3, activation="tanh"), Conv2d(5, 2, activation="relu")),
    "valid behind same": (Conv2d(4, 3, padding="same", activation="relu"), Conv2d(5, (3, 1))),
    "same behind valid": (Conv2d(4, (1, 2), activation="sigmoid"), Conv2d(5, 3, padding="same")),
    "same, odd, large": (FIRST, Conv2d(4, 5, padding="same")),
    "padded by less than half": (FIRST, Conv2d(4, 5, padding=1)),
    "padded by more than half": (FIRST, Conv2d(4, 3, padding=2)),
    "without bias": (FIRST, Conv2d(4, 4, use_bias=False)),
    "sequences": (Reshape((21, 4)), Conv1d(4, 3, activation="tanh"), Conv1d(5, 4), Conv1d(4, 5, padding="same")),
    "before a pool": (FIRST, Conv2d(4, 2, activation="relu"), MaxPool2d(2)),
}


@pytest.mark.parametrize("which", NETWORKS)
def test_lines_and_copies_agree(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for enough in (True, False):
        monkeypatch.setattr(lines, "pays", lambda *sizes, enough=enough: enough)
        found.append(trained(which))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one.run["train/loss"].values, other.run["train/loss"].values, rtol=1e-9)
        for key, weights in one.weights.items():
            np.testing.assert_allclose(weights, other.weights[key], rtol=1e-7, atol=1e-9, err_msg=key)


def trained(which: str) -> list[Trained]:
    rng = np.random.default_rng(2)
    network = Network((*NETWORKS[which], Flatten(), Dense(3)), (7, 6, 2), precision="float64")
    data = Data(rng.standard_normal((11, 7, 6, 2)), rng.integers(0, 3, 11))
    training = Training(Adam(0.01), SparseCategoricalCrossentropy(from_logits=True), batch_size=4, epochs=3)
    return train(network, data, training, [Overrides(seed=seed) for seed in (0, 1)])


def test_windows_of_small_images_and_narrow_ones_are_copied() -> None:
    assert lines.pays(channels=2, outputs=36, positions=36)
    assert not lines.pays(channels=1, outputs=36, positions=36)
    assert not lines.pays(channels=2, outputs=16, positions=16)
    assert not lines.pays(channels=2, outputs=64, positions=400)

"""The cost of a training, estimated before it starts."""

import time
import tracemalloc

import numpy as np
import pytest

from analyzers.nn import Data, Network, Overrides, Training, estimate, train
from analyzers.nn.cost import replicas_per_pass
from analyzers.nn.layers import Conv2d, Dense, Flatten
from analyzers.nn.losses import Mse
from analyzers.nn.optimizers import Adam


def network(width: int) -> Network:
    return Network((Dense(width, activation="relu"), Dense(width, activation="relu"), Dense(1)), (16,))


def test_operations_are_three_forward_passes_of_every_example() -> None:
    found = estimate(network(8), Training(Adam(), Mse(), epochs=5), examples=100, replicas=3)
    forward = 2 * (17 * 8 + 9 * 8 + 9) + 2 * 4 * 8
    assert found.operations == 3 * forward * 100 * 5 * 3


def test_seconds_have_the_right_size() -> None:
    training, data = Training(Adam(), Mse(), epochs=20), Data(np.ones((640, 16)), np.ones(640))
    replicas = [Overrides(seed=seed) for seed in range(4)]
    begin = time.process_time()
    train(network(32), data, training, replicas)
    spent = time.process_time() - begin
    assert spent / 6 < estimate(network(32), training, 640, 4).seconds < 6 * spent


@pytest.mark.parametrize(("width", "least", "most"), [(4, 64, 64), (128, 8, 24), (256, 2, 8), (1000, 1, 1)])
def test_a_pass_holds_what_fits_into_the_cache(width: int, least: int, most: int) -> None:
    assert least <= replicas_per_pass(network(width), 32) <= most


@pytest.mark.parametrize(("size", "least", "most"), [(6, 8, 64), (12, 2, 5), (32, 1, 1)])
def test_images_count_their_activations(size: int, least: int, most: int) -> None:
    images = Network((Conv2d(16, 3, padding="same"), Flatten(), Dense(2)), (size, size, 3))
    assert least <= replicas_per_pass(images, 32) <= most


def test_passes_are_about_equal() -> None:
    seen: set[tuple[int, ...]] = set()
    data, training = Data(np.ones((4, 16)), np.ones(4)), Training(Adam(), Mse(), epochs=1)
    most = replicas_per_pass(network(256), training.batch_size)
    replicas = [Overrides(seed=seed) for seed in range(most + 1)]
    train(network(256), data, training, replicas, on_progress=lambda progress: seen.add(progress.replicas))
    assert sorted(number for numbers in seen for number in numbers) == list(range(most + 1))
    assert {len(numbers) for numbers in seen} <= {(most + 1) // 2, (most + 2) // 2}


def test_passes_take_the_memory_of_one() -> None:
    wide, data, training = network(1000), Data(np.ones((4, 16)), np.ones(4)), Training(Adam(), Mse(), epochs=1)

    def most(replicas: int) -> int:
        tracemalloc.start()
        train(wide, data, training, [Overrides()] * replicas)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    weights = 4 * wide.size
    assert replicas_per_pass(wide, training.batch_size) == 1
    assert most(3) < most(1) + 3 * weights

"""What each replica trains with, everything filled in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analyzers.frozen import frozen
from analyzers.nn.network import Network
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.schedules import Schedule
from analyzers.nn.training import Overrides, Training
from analyzers.nn.types import Array, Generator

WEIGHTS, ORDER, NOISE = range(3)  # streams of one seed


@frozen(eq=False)
class Replica:
    """number: its place among all replicas. parameters (P,) and statistics (S,): where it starts."""

    number: int
    optimizer: Optimizer
    schedule: Schedule
    seed: int
    clip_value: float | None
    clip_norm: float | None
    parameters: Array
    statistics: Array

    @property
    def rate(self) -> float:
        return float(self.optimizer.learning_rate or 0.0)

    def stream(self, purpose: int) -> Generator:
        return stream(self.seed, purpose)


def stream(seed: int, purpose: int) -> Generator:
    """A generator for one purpose of one seed."""
    return np.random.default_rng([seed, purpose])


def replicas_of(network: Network, training: Training, overrides: Sequence[Overrides]) -> list[Replica]:
    """Those of one seed and initializer share their start."""
    starts: dict[Any, tuple[Array, Array]] = {}
    members = []
    for number, own in enumerate(overrides):
        seed = training.seed if own.seed is None else own.seed
        key = (seed, own.kernel_initializer) if own.weights is None else number
        if key not in starts:
            rng = stream(seed, WEIGHTS)
            starts[key] = (
                network.initial(rng, own.kernel_initializer) if own.weights is None else network.pack(own.weights)
            )
        optimizer = own.optimizer or training.optimizer
        if own.learning_rate is not None:
            optimizer = replace(optimizer, learning_rate=own.learning_rate)
        members.append(
            Replica(
                number,
                optimizer.completed(network.defaults),
                own.schedule or training.schedule,
                seed,
                training.clip_value if own.clip_value is None else own.clip_value,
                training.clip_norm if own.clip_norm is None else own.clip_norm,
                *starts[key],
            )
        )
    return members

"""The learning rate of each replica, step by step."""

from collections.abc import Sequence

import numpy as np

from analyzers.nn.replicas import Replica
from analyzers.nn.schedules import ReduceOnPlateau
from analyzers.nn.types import Array


class Rates:
    """Schedules of K replicas, `per_epoch` steps to an epoch."""

    def __init__(self, members: Sequence[Replica], per_epoch: int) -> None:
        self._members, self._per_epoch = list(members), per_epoch
        self._plateaus = [
            Plateau(member.schedule, member.rate) if isinstance(member.schedule, ReduceOnPlateau) else None
            for member in members
        ]

    def of_epoch(self, epoch: int) -> Array:
        """(S, K): the rates of the steps of an epoch, counted from 1."""
        steps = np.arange((epoch - 1) * self._per_epoch, epoch * self._per_epoch)
        return np.stack(
            [
                np.full(len(steps), plateau.rate) if plateau else self._scheduled(member, steps)
                for member, plateau in zip(self._members, self._plateaus, strict=True)
            ],
            axis=1,
        )

    def _scheduled(self, member: Replica, steps: Array) -> Array:
        return member.rate * member.schedule.factors(steps, self._per_epoch)

    def watch(self, losses: Array) -> None:
        """Tells the schedules that wait for a plateau how the epoch went; losses: (K,)."""
        for plateau, loss in zip(self._plateaus, losses, strict=True):
            if plateau:
                plateau.watch(float(loss))

    def keep(self, rows: Array) -> None:
        self._members = [self._members[row] for row in rows]
        self._plateaus = [self._plateaus[row] for row in rows]


class Plateau:
    """Keras' ReduceLROnPlateau, for one replica."""

    def __init__(self, schedule: ReduceOnPlateau, rate: float) -> None:
        self._schedule, self.rate = schedule, rate
        self._best, self._waited, self._resting = np.inf, 0, 0

    def watch(self, loss: float) -> None:
        if self._resting:
            self._resting, self._waited = self._resting - 1, 0
        if loss < self._best - self._schedule.threshold:
            self._best, self._waited = loss, 0
        elif not self._resting:
            self._waited += 1
            if self._waited >= self._schedule.patience:
                self._reduce()

    def _reduce(self) -> None:
        if self.rate > self._schedule.min_rate:
            self.rate = max(self.rate * self._schedule.factor, self._schedule.min_rate)
            self._resting, self._waited = self._schedule.cooldown, 0

"""What was seen of each replica, epoch by epoch, and the `Run` made of it."""

from collections.abc import Sequence

import numpy as np

from analyzers.nn.replicas import Replica
from analyzers.nn.types import Array
from analyzers.run import Run, Series


class Recorder:
    """Records of `count` replicas; who has left the training keeps its last record, losses as NaN."""

    def __init__(self, count: int) -> None:
        self._epochs: list[int] = []
        self._values: list[dict[str, Array]] = []
        self._count = count

    def add(self, epoch: int, rows: Sequence[int], values: dict[str, Array]) -> None:
        """values: each (len(rows),)."""
        last = self._values[-1] if self._values else {}
        record = {}
        for key, value in values.items():
            record[key] = np.array(last.get(key, np.full(self._count, np.nan)))
            record[key][list(rows)] = value
        self._epochs.append(epoch)
        self._values.append(record)

    def repeat(self, epoch: int) -> None:
        """An epoch in which nobody trained any more."""
        self._epochs.append(epoch)
        self._values.append(self._values[-1])

    def run(self, row: int, replica: Replica) -> Run:
        steps = np.array(self._epochs, np.int64)
        keys = self._values[0] if self._values else {}
        series = {
            key: Series(steps, np.array([record[key][row] for record in self._values], np.float64), "epoch", key)
            for key in keys
        }
        return Run(series, f"replica {replica.number + 1}")

"""What was seen of each replica, epoch by epoch, and the `Run` made of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from analyzers.nn.replicas import Replica
from analyzers.nn.types import Array
from analyzers.run import Run, Series


class Recorder:
    """Takes down one record an epoch; who has left the training keeps its last one, whose losses are NaN."""

    def __init__(self) -> None:
        self._epochs: list[int] = []
        self._records: list[tuple[Sequence[int], Mapping[str, Array]]] = []

    def add(self, epoch: int, rows: Sequence[int], values: Mapping[str, Array]) -> None:
        """rows: the replicas' numbers in this chunk; values: by key, each (len(rows),), all there by `run`."""
        self._epochs.append(epoch)
        self._records.append((tuple(rows), values))

    def repeat(self, epoch: int) -> None:
        """An epoch in which nobody trained any more."""
        self._epochs.append(epoch)
        self._records.append(self._records[-1])

    def run(self, row: int, replica: Replica) -> Run:
        steps = np.array(self._epochs, np.int64)
        places = [(values, rows.index(row)) for rows, values in self._records if row in rows]
        places += places[-1:] * (len(self._records) - len(places))
        series = {
            key: Series(steps, np.array([values[key][place] for values, place in places], np.float64), "epoch", key)
            for key in (places[0][0] if places else {})
        }
        return Run(series, f"replica {replica.number + 1}")

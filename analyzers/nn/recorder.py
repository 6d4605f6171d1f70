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
        self._looks: list[tuple[Sequence[int], Array]] = []
        self._keys: Sequence[str] = ()

    def add(self, epoch: int, rows: Sequence[int], values: Mapping[str, Array]) -> None:
        """rows: the replicas' numbers in this chunk; values: by key, each (len(rows),)."""
        self._epochs.append(epoch)
        self._records.append((tuple(rows), values))

    def add_looks(self, rows: Sequence[int], keys: Sequence[str], means: Array) -> None:
        """means: (len(keys), len(rows), epochs since the last time), of what was looked at in them."""
        self._keys = keys
        self._looks.append((tuple(rows), means))

    def repeat(self, epoch: int) -> None:
        """An epoch in which nobody trained any more."""
        self._epochs.append(epoch)
        self._records.append(self._records[-1])

    def run(self, row: int, replica: Replica) -> Run:
        steps = np.array(self._epochs, np.int64)
        found = {**self._values_of(row), **self._looks_of(row)}
        series = {key: Series(steps, values, "epoch", key) for key, values in found.items()}
        return Run(series, f"replica {replica.number + 1}")

    def _values_of(self, row: int) -> dict[str, Array]:
        """(epochs,) by key."""
        places = [(values, rows.index(row)) for rows, values in self._records if row in rows]
        places += places[-1:] * (len(self._records) - len(places))
        keys = places[0][0] if places else ()
        return {key: np.array([values[key][place] for values, place in places], np.float64) for key in keys}

    def _looks_of(self, row: int) -> dict[str, Array]:
        """(epochs,) by key."""
        means = [means[:, rows.index(row)] for rows, means in self._looks if row in rows]
        if not means:
            return {}
        seen = np.concatenate(means, axis=1)
        last = np.minimum(np.arange(len(self._epochs)), seen.shape[1] - 1)
        return dict(zip(self._keys, seen[:, last], strict=True))

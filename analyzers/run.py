"""The narrow waist: readers and the trainer end in a `Run`, signals and rules start from one.

Nothing else crosses. A log that somebody posted and a network that was trained here are therefore judged by the
same code.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from analyzers.frozen import frozen, lazy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Unit = Literal["epoch", "step", "record"]


@frozen(eq=False)
class Series:
    """One metric over training.

    steps:       (n,) strictly increasing, counted in `unit`
    values:      (n,) as logged; NaN and infinity are kept, they are evidence
    unit:        what `steps` count; "record" where the log gives no counter
    name_in_log: the log's own name for it
    positions:   (n,) non-decreasing: where in the log each value stood (line or record number). The axis that all
                 series of one run share, so that a per-epoch and a per-step series can be held against each other
    """

    steps: Ints
    values: Floats
    unit: Unit = "record"
    name_in_log: str = ""
    positions: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def __post_init__(self) -> None:
        if not self.positions.size:
            object.__setattr__(self, "positions", self.steps)
        if not self.steps.shape == self.values.shape == self.positions.shape:
            raise ValueError(f"{self.name_in_log}: steps, values and positions differ in length")
        if (self.steps[1:] <= self.steps[:-1]).any():
            raise ValueError(f"{self.name_in_log}: steps must strictly increase")

    def __len__(self) -> int:
        return len(self.values)

    @lazy
    def finite(self) -> Floats:
        """The finite values, (m,) with m ≤ n."""
        told = np.isfinite(self.values)
        return self.values if told.all() else self.values[told]

    @property
    def is_finite(self) -> bool:
        """Whether all values are."""
        return self.finite is self.values

    @classmethod
    def of(cls, values: npt.ArrayLike, **fields: object) -> Self:
        """A series without a counter of its own: steps are 1, 2, 3, …"""
        array = np.asarray(values, np.float64)
        return cls(np.arange(1, len(array) + 1, dtype=np.int64), array, **fields)  # type: ignore[arg-type]

    @classmethod
    def tidy(
        cls, steps: Ints, values: Floats, unit: Unit, name_in_log: str = "", positions: Ints | None = None
    ) -> Self:
        """Sorts by step; of a repeated step the last value stays (a resumed run, or a second host, logs it twice)."""
        places = np.arange(len(steps), dtype=np.int64) if positions is None else positions
        _, from_end = np.unique(steps[::-1], return_index=True)
        keep = len(steps) - 1 - from_end
        return cls(steps[keep], values[keep], unit, name_in_log, np.maximum.accumulate(places[keep]))


@frozen()
class ContextValue:
    """One thing known about a run beside its curves, and where it was learnt.

    source: in the user's words, e.g. "query", "code, line 8", "log, line 3", "Keras default for sgd"
    """

    value: float | int | str
    source: str


Context = Mapping[str, ContextValue]
"""Keys: optimizer, learning_rate, momentum, beta_1, beta_2, batch_size, classes, epochs, steps_per_epoch, examples,
framework, loss, output_activation, task ("classification", "regression", "language_model", "gan",
"reinforcement_learning", "boosting"), clip_norm, weight_decay, schedule, warmup_steps."""


@frozen(eq=False)
class Run:
    """One training run.

    series:  keyed "<split>/<metric>", e.g. "train/loss", "val/accuracy"; the learning rate is "lr"; a probe inside a
             network is "layer/<layer>/<quantity>", e.g. "layer/dense_2/dead_share"
    context: what else is known, each value with its source
    notes:   what was skipped or assumed on the way, shown to the user unchanged
    lines:   first and last line of the upload that it was read from, (0, 0) where there are none
    """

    series: Mapping[str, Series]
    name: str = "run 1"
    context: Context = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    lines: tuple[int, int] = (0, 0)

    def __getitem__(self, metric: str) -> Series:
        return self.series[metric]

    def __contains__(self, metric: str) -> bool:
        return metric in self.series

    def missing(self, metrics: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(metric for metric in metrics if metric not in self.series)

    def known(self, key: str) -> float | int | str | None:
        """The value of a context key, None where it is not known."""
        found = self.context.get(key)
        return None if found is None else found.value

    def with_context(self, more: Context) -> "Run":
        """The same run with more context; what it already knew is kept."""
        return replace(self, context={**more, **self.context})

"""Which columns are metrics, which count, and which are bookkeeping."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from analyzers.free_text.names.roles import Role, counter_of, role_of
from analyzers.frozen import frozen
from analyzers.metrics import REMEMBERED, words
from analyzers.run import Floats
from analyzers.tabular.column import Column, Table

EXTREMES = ("__MIN", "__MAX")
"""Endings of the columns that W&B adds to an export: the band around a grouped curve, not a curve."""

UNNAMED = "value"
"""What a curve without a name of its own is called."""

PLACEHOLDERS = frozenset({"hp_metric"})
"""What Lightning logs where no metric was named."""

CLOCK_FOLDER = "time/"
"""Where Stable-Baselines logs its counters, beside the time."""

OF_COUNTERS = frozenset({"num", "number", "no", "n", "idx", "index", "id", "total", "global", "current", "of", "#"})
"""Words beside "step" or "epoch" that make no other thing of it."""

RATES = ({"lr"}, {"learning", "rate"}, {"lr0"})
OTHER_RATES = frozenset({"lr1", "lr2", "lr3"})


@frozen(eq=False)
class Sorted:
    """The columns of a table by what they are. counters: kind and (records,) values; NaN where not told yet."""

    metrics: tuple[Column, ...]
    counters: tuple[tuple[Role, Floats], ...]
    left_out: tuple[str, ...]


@lru_cache(REMEMBERED)
def role(name: str) -> Role:
    """What a column is by its name.

    >>> [role(name) for name in ("lr-Adam/pg1", "x/lr0", "Wall time", "run 7 - loss__MIN", "_step", "val_loss")]
    ['lr', 'lr', 'noise', 'noise', 'step', 'metric']
    """
    if name.endswith(EXTREMES) or name in PLACEHOLDERS:
        return "noise"
    counter = _counter(name)
    if counter:
        return counter
    name = name.removeprefix(CLOCK_FOLDER)
    parts = set(words(name.replace("-", " ")))
    if any(rate <= parts for rate in RATES) and not parts & {"loss", "decay", "time"}:
        return "lr"
    return "noise" if parts & OTHER_RATES or "timestamp" in parts else role_of(name)


def _counter(name: str) -> Role | None:
    """The kind of counter that a name is: "trainer/global_step", "Epoch #", but not "it/s"."""
    folder, _, bare = name.rpartition("/")
    kept = [word for word in words(bare.replace("#", " ")) if word not in OF_COUNTERS]
    return counter_of(kept[0]) if len(kept) == 1 and (len(kept[0]) > 1 or not folder) else None


def sort_out(table: Table) -> Sorted:
    """The columns of a table by their roles."""
    by_role = [(role(column.name), column) for column in table.columns]
    counters = [
        (kind, filled(column, table.records))
        for kind, column in by_role
        if kind in ("epoch", "step", "batch") and len(column.values) and column.steps is None
    ]
    named = any(kind == "metric" for kind, _ in by_role)
    metrics = [
        column
        for kind, column in by_role
        if len(column.values) and (kind in ("metric", "lr") or (kind == "unknown" and _varies(column, named)))
    ]
    kept = {id(column) for column in metrics}
    left_out = [
        column.name
        for kind, column in by_role
        if column.name and kind in ("noise", "unknown") and id(column) not in kept
    ]
    return Sorted(tuple(metrics), tuple(counters), tuple(left_out))


def _varies(column: Column, beside_metrics: bool) -> bool:
    """A column of unknown meaning that never changes beside metrics is a setting."""
    return not beside_metrics or (len(column.values) > 1 and bool(np.any(column.values != column.values[0])))


def filled(column: Column, records: int) -> Floats:
    """(records,) the column's last value at or before each record; NaN before its first."""
    if len(column.rows) == records:
        return column.values
    last = np.searchsorted(column.rows, np.arange(records), side="right") - 1
    return np.where(last >= 0, column.values[np.maximum(last, 0)], np.nan)


def measures(columns: Sequence[Column], counters: Sequence[object]) -> bool:
    """Whether these columns are a training log: a known metric, something that changes by a counter, or one curve."""
    if len(columns) == 1 and columns[0].name == UNNAMED:
        return len(columns[0].values) > 1 or bool(counters)
    return any(role(column.name) == "metric" or (counters and len(column.values) > 1) for column in columns)

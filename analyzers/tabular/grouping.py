"""Tables whose records say in words, or by a number, which run, split or metric they belong to → one table a run."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analyzers.free_text.names.roles import is_metric
from analyzers.metrics import words
from analyzers.run import Floats, Ints
from analyzers.tabular.column import Column, Labels, Table
from analyzers.tabular.roles import role
from analyzers.vocabulary import SPLITS

GROUPS = frozenset(
    {"run", "runs", "run_id", "runid", "run_name", "fold", "seed", "trial", "trial_id", "experiment", "exp", "model"}
)
NAMES = frozenset({"metric", "metrics", "key", "tag", "tags", "name", "variable", "measure", "metric name"})
VALUES = frozenset({"value", "values", "metric value", "scalar", "scalars"})
PANEL = " - "
"""Between the names of run and metric in the columns of a W&B export."""
MOST_RUNS = 200  # more distinct names than that are no runs but data


def by_run(table: Table) -> list[Table]:
    """One table for each run; columns of the long form ("metric, step, value") spread out to one column a metric."""
    if any(PANEL in column.name for column in table.columns):
        return _panels(table)
    spread = _spread(_by_split(table))
    for labels in [*spread.labels, *_numbered(spread)]:
        if "_".join(words(labels.name)) in GROUPS and 1 < len(labels.words) <= MOST_RUNS:
            return [_only(spread, labels, code) for code in range(len(labels.words))]
    return [spread]


def _panels(table: Table) -> list[Table]:
    """One table for each run of a W&B export: its own columns and the ones that all share."""
    parts = [(*column.name.rpartition(PANEL)[::2], column) for column in table.columns]
    runs = dict.fromkeys(run for run, _, _ in parts if run)
    return [
        replace(table, name=run, columns=tuple(replace(c, name=name) for of, name, c in parts if of in (run, "")))
        for run in runs
    ]


def _numbered(table: Table) -> Iterator[Labels]:
    """Columns that number the runs."""
    for column in table.columns:
        if "_".join(words(column.name)) in GROUPS and len(column.rows) == table.records:
            known, codes = np.unique(column.values, return_inverse=True)
            if len(known) <= MOST_RUNS and not np.any(np.isnan(known)):
                yield Labels(column.name, codes.astype(np.int64), tuple(f"{column.name} {one:g}" for one in known))


def _only(table: Table, labels: Labels, code: int) -> Table:
    mine = labels.codes == code
    kept = (column.take(mine[column.rows]) for column in table.columns if column.name != labels.name)
    others = tuple(each for each in table.labels if each is not labels)
    return replace(table, columns=tuple(kept), labels=others, name=labels.words[code])


def _by_split(table: Table) -> Table:
    """Each metric apart for each split that a column of words names ("mode": "train" / "val")."""
    for labels in table.labels:
        splits = [SPLITS.get(word.strip().lower()) for word in labels.words]
        if splits and all(splits):
            columns = [part for column in table.columns for part in _parts(column, labels.codes, splits)]
            return replace(table, columns=tuple(columns), labels=tuple(e for e in table.labels if e is not labels))
    return table


def _parts(column: Column, codes: Ints, splits: list[str | None]) -> Iterator[Column]:
    if role(column.name) in ("epoch", "step", "batch", "noise", "lr"):
        yield column
        return
    of_value = codes[column.rows]
    for code, split in [(-1, None), *enumerate(splits)]:
        if np.any(of_value == code):
            yield replace(column.take(of_value == code), split=split)


def _spread(table: Table) -> Table:
    """The long form as one column a metric; any other table as it is."""
    names = next((one for one in table.labels if " ".join(words(one.name)) in NAMES), None)
    values = [one for one in table.columns if " ".join(words(one.name)) in VALUES]
    if names is None or not values or not any(map(is_metric, names.words)):
        return table
    counters = _dense_counters(table)
    metrics = [_counted(part, counters) for column in values for part in _by_name(column, names)]
    others = [] if counters else [column for column in table.columns if not any(column is one for one in values)]
    return replace(table, columns=(*metrics, *others), labels=tuple(one for one in table.labels if one is not names))


def _by_name(column: Column, names: Labels) -> Iterator[Column]:
    """The values of each name as a column of their own."""
    codes = names.codes[column.rows]
    for code, word in enumerate(names.words):
        part = column.take(codes == code)
        if len(part.rows):
            yield replace(part, name=word)


def _dense_counters(table: Table) -> list[tuple[str, Floats]]:
    """The counters of a long table: kind and (records,) values."""
    return [
        (role(column.name), column.values)
        for column in table.columns
        if role(column.name) in ("step", "epoch") and len(column.rows) == table.records
    ]


def _counted(column: Column, counters: list[tuple[str, Floats]]) -> Column:
    """In a long table every metric is counted from the start again: its steps are its own."""
    for kind, values in sorted(counters, key=lambda counter: counter[0] != "step"):
        steps = values[column.rows]
        if len(np.unique(steps)) > 0.5 * len(steps) and np.all(np.isfinite(steps)):
            return replace(column, steps=steps, unit="step" if kind == "step" else "epoch")
    return column

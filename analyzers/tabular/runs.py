"""Columns → runs: each metric under its canonical name with its steps, cut where counters begin anew."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from analyzers.holes import take_turns
from analyzers.metrics import keys
from analyzers.restarts import restarts
from analyzers.run import Ints, Run, Series
from analyzers.tabular.clocks import Clock, clocks
from analyzers.tabular.column import Column, Table
from analyzers.tabular.naming import assumed, plain_names
from analyzers.tabular.roles import measures, sort_out

Timed = tuple[Column, Clock]
END = np.iinfo(np.int64).max


def runs(table: Table) -> tuple[list[Run], list[str]]:
    """The runs of one table, in its order, and notes on what was left out and assumed; none where it has no curve."""
    found = sort_out(table)
    own = [column.steps for column in found.metrics if column.steps is not None]
    if not measures(found.metrics, [*found.counters, *own]):
        return [], []
    notes = [f"Not read as curves: {_listing(found.left_out)}."] if found.left_out else []
    name, note = assumed(found.metrics)
    metrics = without_holes([replace(column, name=name or column.name) for column in found.metrics])
    notes += [note] if note else []
    timed = list(zip(metrics, clocks(metrics, found.counters), strict=True))
    if all(clock.steps is None for _, clock in timed):
        notes.append("No column counts epochs or steps: records are counted instead.")
    edges = [0, *_cuts(timed, notes), END]
    parts = [_series(timed, begin, end) for begin, end in pairwise(edges)]
    return [Run(series, table.name, table.context or {}) for series in parts if series], notes


def without_holes(columns: list[Column]) -> list[Column]:
    """The columns, without their NaNs where they take turns."""
    if len({len(column.rows) for column in columns}) > 1:
        return columns
    turns = take_turns([column.values for column in columns])
    return [one.take(~np.isnan(one.values)) if turn else one for one, turn in zip(columns, turns, strict=True)]


def _cuts(timed: Sequence[Timed], notes: list[str]) -> list[int]:
    """Rows at which a new run begins: where the counters of some columns, at about the same place, fall back."""
    gaps: list[tuple[int, int]] = []
    seen: set[int] = set()
    resumed: list[str] = []
    for column, clock in timed:
        if clock.steps is None or id(clock.steps) in seen:
            continue
        seen.add(id(clock.steps))
        new, again = restarts(clock.steps)
        gaps += [(int(column.rows[place - 1]), int(column.rows[place])) for place in new]
        resumed += [
            f"{clock.unit} {clock.steps[p]:g} follows {clock.steps[p - 1]:g}: read as a resumed run, "
            "of what was logged twice the later value stays."
            for p in again[:1]
        ]
    cuts: list[int] = []
    for begin, end in sorted(gaps, key=lambda gap: gap[1]):
        if not cuts or begin >= cuts[-1]:
            cuts.append(end)
    notes += resumed[:1]
    if cuts:
        notes.append(f"Counters start again {len(cuts)} times: read as {len(cuts) + 1} runs.")
    return cuts


def _series(timed: Sequence[Timed], begin: int, end: int) -> dict[str, Series]:
    """The series of the records from `begin` to before `end`, by canonical name."""
    inside: list[tuple[Column, Clock, slice]] = []
    for column, clock in timed:
        low, high = np.searchsorted(column.rows, (begin, end))
        if high > low:
            inside.append((column, clock, slice(int(low), int(high))))
    names = keys(plain_names([column for column, _, _ in inside]))
    whole: dict[int, Ints] = {}
    pairs = zip(names.values(), inside, strict=True)
    return {key: _one(column, clock, part, whole) for key, (column, clock, part) in pairs}


def _one(column: Column, clock: Clock, part: slice, whole: dict[int, Ints]) -> Series:
    values, rows = column.values[part], column.rows[part]
    if clock.steps is None:
        return Series(np.arange(1, len(values) + 1, dtype=np.int64), values, "record", column.name, rows)
    steps = whole.setdefault(id(clock.steps), clock.steps[part].astype(np.int64))
    if np.all(np.diff(steps) > 0):
        return Series(steps, values, clock.unit, column.name, rows)
    return Series.tidy(steps, values, clock.unit, column.name, rows)


def _listing(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:6])
    return shown if len(names) <= 6 else f"{shown} and {len(names) - 6} more"

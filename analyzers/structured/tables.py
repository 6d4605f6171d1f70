"""The curves and records of a document → its tables."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analyzers.structured.names import Path, names, states_split
from analyzers.structured.records import Records, numbers
from analyzers.structured.shapes import MOST_GROUPS, Curve, Rows, found
from analyzers.tabular import Column, Table
from analyzers.tabular.roles import role


def tables(value: object) -> list[Table]:
    """Every table in a document."""
    every = list(found(value))
    curves = [one for one in every if isinstance(one, Curve)]
    rows = _joined_splits([one for one in every if isinstance(one, Rows)])
    made = [_of_curves(name, group) for name, group in _groups(curves)]
    return made + [Records().extend(one.records).table("/".join(one.path)) for one in rows]


def _groups(curves: Sequence[Curve]) -> list[tuple[str, list[Curve]]]:
    """Curves by run: a level of keys that state no split, under which the same names stand, names the runs."""
    if not curves:
        return []
    for level in range(max(len(curve.path) for curve in curves) - 1):
        apart: dict[str, set[Path]] = {}
        for curve in curves:
            if len(curve.path) > level + 1:
                apart.setdefault(curve.path[level], set()).add(curve.path[level + 1 :])
        shared = len(apart) > 1 and set.intersection(*apart.values())
        if shared and len(apart) <= MOST_GROUPS and not all(states_split(part) for part in apart):
            return [
                (part, [replace(c, path=c.path[level + 1 :]) for c in curves if c.path[level : level + 1] == (part,)])
                for part in apart
            ]
    return [("", list(curves))]


def _of_curves(name: str, curves: Sequence[Curve]) -> Table:
    """Curves of different lengths share the axis of the longest: each is spread evenly over it."""
    longest = max(len(curve.values) for curve in curves)
    called = names([curve.path for curve in curves])
    rows = {n: (np.arange(1, n + 1, dtype=np.int64) * longest) // n - 1 for n in {len(c.values) for c in curves}}
    columns = []
    for curve in curves:
        places, values = numbers(curve.values)
        if len(places):
            every = len(places) == len(curve.values)
            own = rows[len(curve.values)]
            steps = None if curve.steps is None else curve.steps[places]
            title = called[curve.path] or "value"
            columns.append(Column(title, own if every else own[places], values, None, steps))
    return Table(tuple(columns), longest, name=name)


def _joined_splits(rows: list[Rows]) -> list[Rows]:
    """Lists of records that stand under the names of splits are one table with a column that says which."""
    parts = [one for one in rows if one.path and states_split(one.path[-1])]
    if len(parts) < 2:
        return rows
    told = [{**record, "split": one.path[-1]} for one in parts for record in one.records]
    counter = next((key for key in told[0] if role(key) in ("step", "epoch")), None)
    if counter and all(isinstance(record.get(counter), int | float) for record in told):
        told.sort(key=lambda record: record[counter])  # type: ignore[arg-type, return-value]
    return [Rows((), told), *(one for one in rows if not any(one is part for part in parts))]

"""The shapes in which training curves stand in JSON, whatever is around them."""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.structured.names import Path
from analyzers.structured.records import Record, are_records, numbers

DEEPEST = 12  # levels looked into
MOST_GROUPS = 200  # runs in one document
LONG = 8  # a list of more numbers is a curve of its own, even in a record
SECONDS = 1e9  # a first column above this is a time stamp, as in what TensorBoard lets one download

PAIRS = (("steps", "values"), ("step", "value"), ("x", "y"))
"""Names under which a curve's counter and its values stand side by side (Sacred, ClearML, Plotly)."""

_NUMBERED = re.compile(r"(?:[A-Za-z]{1,12}[_ ]?)?(\d{1,12})")


@frozen(eq=False)
class Curve:
    """A list of numbers and where it stands. steps: its own, None where it has none."""

    path: Path
    values: Sequence[object]
    steps: Floats | None = None


@frozen(eq=False)
class Rows:
    """A list of records and where it stands."""

    path: Path
    records: Sequence[Record]


def found(value: object, path: Path = ()) -> Iterator[Curve | Rows]:
    """All curves and lists of records in a value. path: where it stands"""
    if len(path) > DEEPEST:
        return
    if isinstance(value, list | tuple):
        yield from _in_list(list(value), path)
    elif isinstance(value, dict):
        yield from _in_dict({str(key): each for key, each in value.items()}, path)


def _in_list(values: list[object], path: Path) -> Iterator[Curve | Rows]:
    if are_records(values):
        records = [value for value in values if isinstance(value, dict)]
        if any(isinstance(each, list) and len(each) > LONG for each in records[0].values()):
            for place, record in enumerate(records[:MOST_GROUPS], 1):
                yield from found(record, (*path, f"run {place}"))
        else:
            yield Rows(path, records)
    elif _is_curve(values):
        yield Curve(path, values)
    elif _is_matrix(values):
        yield from _of_matrix(values, path)


def _in_dict(value: Mapping[str, object], path: Path) -> Iterator[Curve | Rows]:
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list) and all(isinstance(row, list) for row in data):
        yield Rows(path, [dict(zip(map(str, columns), row, strict=False)) for row in data])
        return
    for counter, curve in PAIRS:
        steps, values = value.get(counter), value.get(curve)
        if isinstance(steps, list) and isinstance(values, list) and len(steps) == len(values) and _is_curve(values):
            places, counts = numbers(steps)
            if len(places) == len(steps):
                yield Curve(path or (curve,), values, counts)
                return
    counted = [_NUMBERED.fullmatch(key) for key in value] if len(value) > 1 else []
    if counted and all(counted):
        yield from _numbered(value, path)
        return
    for key, each in value.items():
        yield from found(each, (*path, key))


def _numbered(value: Mapping[str, object], path: Path) -> Iterator[Curve | Rows]:
    """Keys that count: {"1": …, "2": …}, {"epoch_1": …}."""
    counts = [float(_NUMBERED.sub(r"\1", key)) for key in value]
    cells = list(value.values())
    word = next(iter(value)).rstrip("0123456789_ ")
    if are_records(cells) and not any(isinstance(each, list) for cell in cells for each in _values(cell)):
        yield Rows(path, [{word or "step": count, **_record(cell)} for count, cell in zip(counts, cells, strict=True)])
    elif _is_curve(cells):
        steps = np.asarray(counts)
        yield Curve(path, cells, None if np.all(np.diff(steps) == 1) and steps[0] in (0, 1) else steps)
    else:
        for key, each in value.items():
            yield from found(each, (*path, key))


def _values(cell: object) -> list[object]:
    return list(cell.values()) if isinstance(cell, dict) else []


def _record(cell: object) -> Record:
    return cell if isinstance(cell, dict) else {}


def _is_curve(values: Sequence[object]) -> bool:
    """Numbers, but for a few nulls or words."""
    sample = values if len(values) < 1000 else values[:1000]
    return bool(sample) and len(numbers(sample)[0]) >= max(1, 0.5 * len(sample)) and not isinstance(values[0], dict)


def _is_matrix(values: Sequence[object]) -> bool:
    widths = {len(value) if isinstance(value, list | tuple) else -1 for value in values}
    return len(values) > 1 and len(widths) == 1 and min(widths) > 1


def _of_matrix(values: Sequence[object], path: Path) -> Iterator[Curve]:
    """[[time, step, value], …], [[step, value], …], and several values behind a step that grows."""
    columns = [numbers(column) for column in zip(*values, strict=True)]
    if len(columns) == 3 and np.all(columns[0][1] > SECONDS):
        columns = columns[1:]
    steps = columns[0][1]
    if len(steps) < len(values) or (len(columns) > 2 and not _counts(steps)):
        return
    for at, (_, curve) in enumerate(columns[1:], 2):
        name = (*path, f"column {at}") if len(columns) > 2 else path or ("value",)
        if len(curve) == len(values):
            yield Curve(name, curve.tolist(), steps)


def _counts(steps: Floats) -> bool:
    return bool(np.all(steps == np.floor(steps)) and np.all(np.diff(steps) > 0))

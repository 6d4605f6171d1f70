"""Tables of text of up to about a megabyte: Python's own csv, no import to wait for."""

from itertools import zip_longest

import numpy as np

from analyzers.tabular.cells import number
from analyzers.tabular.column import Column, Labels, Table
from analyzers.tabular.dialect import Dialect, split


def table(text: str, dialect: Dialect) -> Table:
    """The columns of a whole table."""
    lines = text.split("\n")[dialect.skip :]
    told = [line for line in (line.rstrip("\r") for line in lines) if line.strip() and line != dialect.header]
    rows = split([line for line in told if line[0] not in "#%"], dialect.delimiter)
    width = len(dialect.names)
    cells = list(zip_longest(*rows, fillvalue=""))[:width] if rows else []
    every = np.arange(len(rows), dtype=np.int64)
    columns, labels = [], []
    for name, numeric, column in zip(dialect.names, dialect.numeric, cells, strict=False):
        if numeric:
            columns.append(_column(name, column, every))
        else:
            labels.append(Labels.of(name, [cell.strip() or None for cell in column]))
    return Table(tuple(columns), len(rows), tuple(labels))


def _column(name: str, cells: tuple[str, ...], every: np.ndarray) -> Column:
    try:
        return Column(name, every, np.array([float(cell) for cell in cells]))
    except ValueError:
        values = [number(cell) for cell in cells]
    rows = [place for place, value in enumerate(values) if value is not None]
    return Column(
        name, np.asarray(rows, np.int64), np.array([value for value in values if value is not None], np.float64)
    )

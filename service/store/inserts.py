"""Rows that are written together: what arrives while others are being written goes into the store with one statement.

The statement is a transaction of its own. So the store is locked for as short as can be, who holds SQLite's lock never
waits for Python's, PostgreSQL waits for its disk once for all; and nobody is told that a row is kept before it is.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from service.store.direct import Direct
from service.store.turn import Turn

MOST = 32  # rows of one statement: some more than there are threads that work at once


@dataclass(slots=True)
class _Row:
    values: tuple[Any, ...]
    written: bool = False
    error: BaseException | None = None


class Inserts:
    """Adds rows to one table, from any number of threads.

    engine: commits each statement by itself · turn: held while rows are written · waiting: rows that nobody took yet
    """

    def __init__(self, engine: sa.Engine, table: sa.Table, turn: Turn) -> None:
        self._direct, self._turn = Direct(engine), turn
        self._table, self._columns = table.name, tuple(table.columns.keys())
        self._mark = "?" if engine.dialect.name == "sqlite" else "%s"
        self.waiting: deque[_Row] = deque()

    def add(self, row: Mapping[str, Any]) -> None:
        """Returns when the row is kept. Raises SQLAlchemyError where it is not; those beside it are not either."""
        mine = _Row(tuple(row[column] for column in self._columns))
        self.waiting.append(mine)
        with self._turn:
            while not mine.written and mine.error is None:  # else whoever had the turn took it along
                self._write([self.waiting.popleft() for _ in range(min(MOST, len(self.waiting)))])
        if mine.error is not None:
            raise mine.error

    def _write(self, rows: Sequence[_Row]) -> None:
        values = tuple(value for row in rows for value in row.values)
        try:
            self._direct.execute(self._statement(len(rows)), values)
        except BaseException as error:
            for row in rows:
                row.error = error
        else:
            for row in rows:
                row.written = True

    def close(self) -> None:
        with self._turn:
            self._direct.close()

    def _statement(self, rows: int) -> str:
        return _insert(self._table, self._columns, self._mark, rows)


@cache
def _insert(table: str, columns: Sequence[str], mark: str, rows: int) -> str:
    row = f"({', '.join([mark] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608  names of ours

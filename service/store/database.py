"""The connection to the store, the same on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.store.inserts import Inserts
from service.store.turn import Turn

BUSY_SECONDS = 10  # how long a writer waits for another one before SQLite gives up
BY_ITSELF: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {"begins": False},  # it commits each statement where nobody says BEGIN, which we do in _begin_immediate
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}
"""What makes each statement a transaction of its own."""


class Database:
    """Hands out connections: `reading()` takes no lock, `writing()` is one transaction, committed at its end; and adds
    single rows.

    url: SQLAlchemy's, e.g. "sqlite:///data/trainhealth.db" or "postgresql+psycopg://user@host/name"; the folder of a
        file of SQLite is made where it is missing
    by_itself: the engine whose statements are transactions of their own
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        if self.engine.dialect.name == "sqlite":
            Path(self.engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_immediate)
        self._turn = Turn(self.engine.url.database if self.engine.dialect.name == "sqlite" else None)
        self.by_itself = self.engine.execution_options(**BY_ITSELF[self.engine.dialect.name])
        self._inserts: dict[str, Inserts] = {}

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.by_itself.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with self._turn if self._turn.path else nullcontext(), self.engine.begin() as connection:
            yield connection

    def insert(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """One row, kept when this returns; what other threads insert meanwhile is written along with it."""
        found = self._inserts.get(table.name)
        if found is None:
            found = self._inserts.setdefault(table.name, Inserts(self.by_itself, table, self._turn))
        found.add(row)

    def after_fork(self) -> None:
        """To be called in a forked child before it touches the store: the parent's connections are the parent's."""
        self._inserts.clear()
        self.engine.dispose(close=False)
        self._turn.after_fork()

    def close(self) -> None:
        """Closes its connections; whoever goes on gets new ones."""
        for each in self._inserts.values():
            each.close()
        self.engine.dispose()
        self._turn.close()


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """WAL: readers never wait. NORMAL: what was acknowledged survives the death of any process of ours."""
    connection.isolation_level = None  # transactions are begun by _begin_immediate alone
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: sa.Connection) -> None:
    """A transaction that writes takes its lock at the start: read-then-write never loses an update."""
    if connection.get_execution_options().get("begins", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

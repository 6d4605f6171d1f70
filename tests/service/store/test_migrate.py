from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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

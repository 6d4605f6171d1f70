"""Brings a store to the newest form of its tables, and tells whether it is there.

Alembic is imported where it is used: a process that only answers requests does without its time and memory.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from service.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
NEWEST = max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
"""The revision that the files are numbered by, with four digits: a later one is the greater text."""


def configuration(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


class StoreError(Exception):
    """The store cannot be used; the text says why and what to look at."""


def opened(url: str) -> Database:
    """The store with the tables of this version. Raises StoreError where it is away, full, read-only or not ours."""
    try:
        with ExitStack() as undo:
            database = Database(url)
            undo.callback(database.close)
            upgrade(database)
            undo.pop_all()
    except (SQLAlchemyError, OSError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise StoreError(f"The store that DATABASE_URL names cannot be used: {reason}") from error
    return database


def upgrade(database: Database) -> None:
    """Safe to call from several processes at once: the first one does it, the others wait.

    A store that a later version upgraded is left as it is: migrations only add, so this version works with it.
    """
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7420230)")  # any number, the same in every process
        if not _is_new_enough(connection):
            from alembic import command  # a tenth of a second of each start that has nothing to bring

            command.upgrade(configuration(connection), "head")


def is_new_enough(database: Database) -> bool:
    """Whether the store has the tables of this version, or of a later one."""
    with database.reading() as connection:
        return _is_new_enough(connection)


def _is_new_enough(connection: sa.Connection) -> bool:
    if not sa.inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision is not None and str(revision) >= NEWEST

"""Brings a store to the newest form of its tables, and tells whether it is there."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.store.database import Database

FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: sa.Connection | None = None) -> Config:
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


def upgrade(database: Database) -> None:
    """Safe to call from several processes at once: the first one does it, the others wait."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7420230)")  # any number, the same in every process
        command.upgrade(configuration(connection), "head")


def is_newest(database: Database) -> bool:
    with database.reading() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now == ScriptDirectory.from_config(configuration()).get_current_head()

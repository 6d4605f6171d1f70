"""How often a tenant asked in the window of time that runs now: one row a tenant and span, right over all processes."""

from importlib import import_module
from typing import TYPE_CHECKING

import sqlalchemy as sa

from service.store.database import Database
from service.store.tables import counters

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def count(database: Database, tenant: str, span: int, now: float) -> int:
    """Counts one more and returns how many it makes in this window. span: seconds · now: seconds since 1970."""
    window = int(now // span)
    first = insert_into(database, counters).values(tenant=tenant, span=span, window=window, count=1)
    goes_on = counters.c.window == window
    one_more = first.on_conflict_do_update(
        index_elements=[counters.c.tenant, counters.c.span],
        set_={"window": window, "count": sa.case((goes_on, counters.c.count + 1), else_=1)},
    ).returning(counters.c.count)
    with database.writing() as connection:
        return int(connection.execute(one_more).scalar_one())


def insert_into(database: Database, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that can update instead, in the store's own dialect: its engine has loaded that one and no other."""
    dialect = import_module(f"sqlalchemy.dialects.{database.engine.dialect.name}")
    insert: sqlite.Insert | postgresql.Insert = dialect.insert(table)
    return insert

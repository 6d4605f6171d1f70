"""The workers that live: each keeps a number moving. No clocks are compared, as with the heartbeats of jobs."""

import sqlalchemy as sa

from service.store.counters import insert_into
from service.store.database import Database
from service.store.tables import workers


def beat(database: Database, worker: str) -> None:
    """Says that this worker lives; it is put down where it is not known (any more)."""
    first = insert_into(database, workers).values(id=worker, beat=1)
    moved = first.on_conflict_do_update(index_elements=[workers.c.id], set_={"beat": workers.c.beat + 1})
    with database.writing() as connection:
        connection.execute(moved)


def leave(database: Database, worker: str) -> None:
    """Takes a worker off that stopped, or that was seen to stand still."""
    with database.writing() as connection:
        connection.execute(sa.delete(workers).where(workers.c.id == worker))


def beats(database: Database) -> dict[str, int]:
    """The number of each worker now."""
    with database.reading() as connection:
        return {str(row.id): int(row.beat) for row in connection.execute(sa.select(workers))}

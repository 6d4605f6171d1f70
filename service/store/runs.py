"""Live runs: a log that grows, kept as the chunks that were appended.

A chunk is addressed by the offset of its first byte. Appending the same chunk at the same offset again changes
nothing, so a client that got no answer repeats it safely; an offset that leaves a gap is refused with the right one.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.store.database import Database
from service.store.ids import new_id
from service.store.packing import pack, unpack
from service.store.tables import chunks, runs


@dataclass(frozen=True)
class LiveRun:
    """size: bytes of log appended so far; times in seconds since 1970."""

    id: str
    name: str
    context: Mapping[str, Any]
    created: float
    updated: float
    size: int


class OffsetError(Exception):
    """The chunk does not follow what is there. size: where the next one has to start."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the log has {size} bytes")
        self.size = size


def create(database: Database, tenant: str, name: str, context: Mapping[str, Any]) -> LiveRun:
    now = time.time()
    made = LiveRun(new_id(), name, context, now, now, 0)
    with database.writing() as connection:
        connection.execute(sa.insert(runs).values(tenant=tenant, **made.__dict__))
    return made


def get(database: Database, tenant: str, id: str) -> LiveRun | None:
    with database.reading() as connection:
        row = connection.execute(_own(tenant, id)).mappings().first()
    return None if row is None else LiveRun(**row)


def _own(tenant: str, id: str) -> sa.Select[Any]:
    columns = [runs.c[name] for name in LiveRun.__dataclass_fields__]
    return sa.select(*columns).where(runs.c.id == id, runs.c.tenant == tenant)


def append(database: Database, tenant: str, id: str, chunk: bytes, at: int | None) -> int | None:
    """Adds bytes at offset `at` (None: at the end) and returns the new size; None where there is no such run.

    Raises OffsetError where `at` is neither the end nor the place of a chunk that is already there with these bytes.
    """
    with database.writing() as connection:
        run = connection.execute(_own(tenant, id).with_for_update()).mappings().first()
        if run is None:
            return None
        size = int(run["size"])
        if at is not None and at != size:
            there = connection.execute(sa.select(chunks.c.body).where(chunks.c.run == id, chunks.c.at == at)).scalar()
            if there is None or unpack(there) != chunk:
                raise OffsetError(size)
            return size
        if chunk:
            connection.execute(sa.insert(chunks).values(run=id, at=size, size=len(chunk), body=pack(chunk)))
        connection.execute(sa.update(runs).where(runs.c.id == id).values(size=size + len(chunk), updated=time.time()))
    return size + len(chunk)


def log(database: Database, id: str) -> bytes:
    """All that was appended so far."""
    wanted = sa.select(chunks.c.body).where(chunks.c.run == id).order_by(chunks.c.at)
    with database.reading() as connection:
        return b"".join(unpack(body) for body in connection.execute(wanted).scalars())


def page(database: Database, tenant: str, before: str | None, size: int) -> list[LiveRun]:
    """The newest first, at most `size` runs older than the id `before`."""
    columns = [runs.c[name] for name in LiveRun.__dataclass_fields__]
    wanted = sa.select(*columns).where(runs.c.tenant == tenant).order_by(runs.c.id.desc()).limit(size)
    if before is not None:
        wanted = wanted.where(runs.c.id < before)
    with database.reading() as connection:
        return [LiveRun(**row) for row in connection.execute(wanted).mappings()]

"""Jobs as rows of the store: queued → running → done | failed | cancelled. What is asked, and what is next.

Whoever takes a job holds a claim on it (`claims`). Parts that an attempt offers to others (`parts`) are rows with a
`parent`, and end with it.
"""

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.store.database import Database
from service.store.ids import new_id
from service.store.packing import pack_json, unpack_json
from service.store.tables import jobs

FINISHED = ("done", "failed", "cancelled")
QUICK, SLOW = "quick", "slow"
QUICK_SECONDS = 30.0  # a question of up to this cost does not wait behind longer ones


@dataclass(frozen=True)
class Job:
    """A row, unpacked. progress and result are JSON values, None until there are some."""

    id: str
    tenant: str
    kind: str
    status: str
    created: float
    attempt: int
    heartbeat: int
    deaths: int
    seconds: float
    cancel: bool
    request_id: str
    spec: Any
    progress: Any
    result: Any
    error: str | None


def queue_of(cost: float) -> str:
    """The queue of a job that is estimated to take `cost` seconds."""
    return QUICK if cost <= QUICK_SECONDS else SLOW


def submit(
    database: Database, tenant: str, kind: str, spec: Any, cost: float, seconds: float, request_id: str = ""
) -> str:
    """A new row, queued by its estimated cost in seconds; `seconds` is the time limit of one attempt."""
    queued = row(tenant, kind, spec, cost, seconds, request_id)
    with database.writing() as connection:
        connection.execute(sa.insert(jobs).values(queued))
    return str(queued["id"])


def row(tenant: str, kind: str, spec: Any, cost: float, seconds: float, request_id: str) -> dict[str, Any]:
    """A queued job as its row."""
    return {
        "id": new_id(),
        "tenant": tenant,
        "kind": kind,
        "queue": queue_of(cost),
        "status": "queued",
        "created": time.time(),
        "cost": cost,
        "seconds": seconds,
        "attempt": 0,
        "heartbeat": 0,
        "deaths": 0,
        "cancel": False,
        "request_id": request_id,
        "spec": pack_json(spec),
    }


def get(database: Database, tenant: str | None, job: str) -> Job | None:
    """The job, None where this tenant has none of that id; tenant None: the workers' own view."""
    wanted = sa.select(jobs).where(jobs.c.id == job)
    if tenant is not None:
        wanted = wanted.where(jobs.c.tenant == tenant)
    with database.reading() as connection:
        row = connection.execute(wanted).mappings().first()
    return None if row is None else _job(dict(row))


def _job(row: dict[str, Any]) -> Job:
    unpacked = row | {"spec": unpack_json(row["spec"]), "result": row["result"] and unpack_json(row["result"])}
    return Job(**{name: unpacked[name] for name in Job.__dataclass_fields__})


def page(database: Database, tenant: str, kind: str, before: str | None, size: int) -> list[dict[str, Any]]:
    """The newest first: id, status, created of at most `size` jobs older than the id `before`."""
    wanted = sa.select(jobs.c.id, jobs.c.status, jobs.c.created).where(jobs.c.tenant == tenant, jobs.c.kind == kind)
    if before is not None:
        wanted = wanted.where(jobs.c.id < before)
    with database.reading() as connection:
        rows = connection.execute(wanted.order_by(jobs.c.id.desc()).limit(size)).mappings()
        return [{str(name): value for name, value in row.items()} for row in rows]


def next_queued(database: Database, queues: tuple[str, ...]) -> str | None:
    """The job to take next: of the tenant with the fewest running ones, its oldest; whole jobs before parts."""
    running = (
        sa.select(jobs.c.tenant, sa.func.count().label("count"))
        .where(jobs.c.status == "running")
        .group_by(jobs.c.tenant)
        .subquery()
    )
    wanted = (
        sa.select(jobs.c.id)
        .outerjoin(running, running.c.tenant == jobs.c.tenant)
        .where(jobs.c.status == "queued", jobs.c.queue.in_(queues))
        .order_by(jobs.c.parent.is_not(None), sa.func.coalesce(running.c.count, 0), jobs.c.id)
        .limit(1)
    )
    with database.reading() as connection:
        return connection.execute(wanted).scalar()


def cancel(database: Database, tenant: str, job: str) -> bool:
    """Cancels at once what is queued, asks the worker of what is running; False where there is nothing to cancel."""
    own = sa.update(jobs).where(jobs.c.id == job, jobs.c.tenant == tenant)
    with database.writing() as connection:
        queued = connection.execute(
            own.where(jobs.c.status == "queued").values(status="cancelled", cancel=True, finished=time.time())
        ).rowcount
        asked = connection.execute(own.where(jobs.c.status == "running").values(cancel=True)).rowcount
    return bool(queued or asked)


def waiting(database: Database) -> dict[str, int]:
    """How many jobs wait in each queue."""
    wanted = sa.select(jobs.c.queue, sa.func.count()).where(jobs.c.status == "queued").group_by(jobs.c.queue)
    with database.reading() as connection:
        return {str(name): int(count) for name, count in connection.execute(wanted)}


def seconds_waiting(database: Database) -> dict[str, float]:
    """What the jobs that wait in each queue are estimated to cost together."""
    wanted = sa.select(jobs.c.queue, sa.func.sum(jobs.c.cost)).where(jobs.c.status == "queued").group_by(jobs.c.queue)
    with database.reading() as connection:
        return {str(name): float(seconds) for name, seconds in connection.execute(wanted)}


def counts(database: Database) -> dict[str, int]:
    """How many jobs are in each state."""
    wanted = sa.select(jobs.c.status, sa.func.count().label("count")).group_by(jobs.c.status)
    with database.reading() as connection:
        return {str(status): int(count) for status, count in connection.execute(wanted)}

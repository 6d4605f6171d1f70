"""The life of a job's row: queued → running → done | failed | cancelled.

Two promises live here. *Nothing is lost*: a running row whose heartbeat stands still is queued again. *Nothing is
doubled*: a claim raises `attempt`, and only the newest attempt may write progress or a result. Parts that an attempt
offers to others (`parts`) are rows with a `parent`, and end with it.

The lease is a counter and not a time: whoever runs the job keeps `heartbeat` moving, and whoever sees it stand still
for LEASE_SECONDS *of its own monotonic clock* may queue the row again. No two machines' clocks are ever compared.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.store.database import Database
from service.store.ids import new_id
from service.store.packing import pack_json, unpack_json
from service.store.tables import jobs

LEASE_SECONDS = 6.0
MAX_DEATHS = 3  # of the process of one job: then it is the job that kills it
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


@dataclass(frozen=True)
class Claim:
    """The right to write to a job, until somebody claims it anew."""

    job: str
    attempt: int


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


def claim(database: Database, job: str) -> Claim | None:
    """Takes a queued job; None where somebody else was faster."""
    taken = (
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.status == "queued")
        .values(status="running", attempt=jobs.c.attempt + 1, heartbeat=jobs.c.heartbeat + 1)
        .returning(jobs.c.attempt)
    )
    with database.writing() as connection:
        attempt = connection.execute(taken).scalar()
    return None if attempt is None else Claim(job, attempt)


def requeue(database: Database, job: str, stalled: tuple[int, int]) -> bool:
    """Queues a running job again that was seen to stand still at (attempt, heartbeat); False where it moved."""
    again = sa.update(jobs).values(status="queued", deaths=jobs.c.deaths + 1)
    still = (jobs.c.attempt == stalled[0]) & (jobs.c.heartbeat == stalled[1]) & (jobs.c.status == "running")
    with database.writing() as connection:
        return _ended(connection, job, again.where(jobs.c.id == job, still))


def renew(database: Database, held: Claim) -> bool | None:
    """Keeps the heartbeat moving; tells whether the job shall be cancelled, None where the claim is no longer ours."""
    moved = mine(held).values(heartbeat=jobs.c.heartbeat + 1).returning(jobs.c.cancel)
    with database.writing() as connection:
        return connection.execute(moved).scalar()


def report(database: Database, held: Claim, progress: Any) -> bool:
    """Writes progress; False where the claim is no longer ours."""
    with database.writing() as connection:
        return connection.execute(mine(held).values(progress=progress)).rowcount == 1


def finish(database: Database, held: Claim, status: str, result: Any = None, error: str | None = None) -> bool:
    """Writes the end of a job, once; False where the claim is no longer ours: the result is then thrown away."""
    end = {"status": status, "finished": time.time(), "error": error}
    if result is not None:
        end["result"] = pack_json(result)
    with database.writing() as connection:
        return _ended(connection, held.job, mine(held).values(end))


def release(database: Database, held: Claim, died: bool) -> bool:
    """Puts a job whose attempt ended without a result back into the queue; False where it had ended, or is not ours.

    died: the attempt ended by itself, and not because its worker was told to stop
    """
    again = mine(held).values(status="queued", deaths=jobs.c.deaths + int(died))
    with database.writing() as connection:
        return _ended(connection, held.job, again)


def _ended(connection: sa.Connection, job: str, update: sa.Update) -> bool:
    """Ends an attempt, and with it the parts that it offered; False where that attempt had ended before."""
    if connection.execute(update).rowcount == 0:
        return False
    connection.execute(sa.delete(jobs).where(jobs.c.parent == job))
    return True


def mine(held: Claim) -> sa.Update:
    """An update of the job that does nothing where the claim is no longer ours."""
    return sa.update(jobs).where(jobs.c.id == held.job, jobs.c.attempt == held.attempt, jobs.c.status == "running")


def cancel(database: Database, tenant: str, job: str) -> bool:
    """Cancels at once what is queued, asks the worker of what is running; False where there is nothing to cancel."""
    own = sa.update(jobs).where(jobs.c.id == job, jobs.c.tenant == tenant)
    with database.writing() as connection:
        queued = connection.execute(
            own.where(jobs.c.status == "queued").values(status="cancelled", cancel=True, finished=time.time())
        ).rowcount
        asked = connection.execute(own.where(jobs.c.status == "running").values(cancel=True)).rowcount
    return bool(queued or asked)


def running(database: Database) -> dict[str, tuple[int, int]]:
    """(attempt, heartbeat) of every running job: what a watcher compares with what it saw before."""
    wanted = sa.select(jobs.c.id, jobs.c.attempt, jobs.c.heartbeat).where(jobs.c.status == "running")
    with database.reading() as connection:
        return {row.id: (row.attempt, row.heartbeat) for row in connection.execute(wanted)}


def waiting(database: Database) -> dict[str, int]:
    """How many jobs wait in each queue."""
    wanted = sa.select(jobs.c.queue, sa.func.count()).where(jobs.c.status == "queued").group_by(jobs.c.queue)
    with database.reading() as connection:
        return {str(name): int(count) for name, count in connection.execute(wanted)}


def counts(database: Database) -> dict[str, int]:
    """How many jobs are in each state."""
    wanted = sa.select(jobs.c.status, sa.func.count().label("count")).group_by(jobs.c.status)
    with database.reading() as connection:
        return {str(status): int(count) for status, count in connection.execute(wanted)}


class Stalled:
    """Watches the heartbeats of running jobs and names those that stood still for LEASE_SECONDS on this clock."""

    def __init__(self, patience: float = LEASE_SECONDS) -> None:
        self._patience = patience
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}

    def among(self, now_running: Mapping[str, tuple[int, int]], clock: float) -> dict[str, tuple[int, int]]:
        """clock: seconds of a monotonic clock."""
        self._seen = {
            job: self._seen[job] if job in self._seen and self._seen[job][0] == beat else (beat, clock)
            for job, beat in now_running.items()
        }
        return {job: beat for job, (beat, since) in self._seen.items() if clock - since >= self._patience}

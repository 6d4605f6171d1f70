"""The right to write to a job: taken, kept, given back, or lost to somebody else.

Two promises live here. *Nothing is lost*: a running row whose heartbeat stands still (`heartbeats`) is queued again.
*Nothing is doubled*: a claim raises `attempt`, and only the newest attempt may write progress or a result.
"""

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.store.database import Database
from service.store.packing import pack_json
from service.store.tables import jobs

MAX_DEATHS = 3  # of the process of one job: then it is the job that kills it


@dataclass(frozen=True)
class Claim:
    """The right to write to a job, until somebody claims it anew."""

    job: str
    attempt: int


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

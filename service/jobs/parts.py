"""Parts of a running job as rows of their own, which whoever is free does.

A part lives as long as the attempt that offered it: what ends that attempt removes its parts in the same transaction
(`claims`), and a worker whose row is gone kills what it was computing. The parent never waits for a worker that does
not come: it takes back what nobody took and does it itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from service.jobs import claims, queue
from service.store.database import Database
from service.store.packing import unpack_json
from service.store.tables import jobs


@dataclass(frozen=True)
class Offer:
    """kind, spec: as of any job · cost: estimated seconds · seconds: the time limit of one attempt."""

    kind: str
    spec: Any
    cost: float
    seconds: float


@dataclass(frozen=True)
class Found:
    """What became of offered parts, by their ids. back: those that are the parent's own to do again."""

    results: dict[str, Any] = field(default_factory=dict)
    back: tuple[str, ...] = ()


def offer(database: Database, held: claims.Claim, parent: queue.Job, offers: Sequence[Offer]) -> list[str]:
    """Their ids, in order; none where the claim on the parent is no longer ours."""
    rows = [_row(parent, each) for each in offers]
    with database.writing() as connection:
        if not rows or not connection.execute(claims.mine(held).values(heartbeat=jobs.c.heartbeat + 1)).rowcount:
            return []
        connection.execute(sa.insert(jobs), rows)
    return [str(row["id"]) for row in rows]


def _row(parent: queue.Job, part: Offer) -> dict[str, Any]:
    own = queue.row(parent.tenant, part.kind, part.spec, part.cost, part.seconds, parent.request_id)
    return own | {"parent": parent.id}


def look(database: Database, ids: Iterable[str]) -> Found:
    """Results that are there; what nobody took, and what failed elsewhere, is taken back."""
    wanted = [*ids]
    named = jobs.c.id.in_(wanted)
    with database.writing() as connection:
        connection.execute(sa.delete(jobs).where(named, jobs.c.status.in_(("queued", "failed"))))
        left = connection.execute(sa.select(jobs.c.id, jobs.c.status, jobs.c.result).where(named)).all()
    results = {str(row.id): unpack_json(row.result) for row in left if row.status == "done"}
    return Found(results, tuple(id for id in wanted if id not in {str(row.id) for row in left}))

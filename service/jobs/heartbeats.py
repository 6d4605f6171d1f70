"""Who is alive: a number that moves, seen by one's own clock.

The lease is a counter and not a time: whoever runs a job keeps `heartbeat` moving, and whoever sees it stand still for
LEASE_SECONDS *of its own monotonic clock* may queue the row again. No two machines' clocks are ever compared.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from service.store.database import Database
from service.store.tables import jobs

LEASE_SECONDS = 6.0


def running(database: Database) -> dict[str, tuple[int, int]]:
    """(attempt, heartbeat) of every running job: what a watcher compares with what it saw before."""
    wanted = sa.select(jobs.c.id, jobs.c.attempt, jobs.c.heartbeat).where(jobs.c.status == "running")
    with database.reading() as connection:
        return {row.id: (row.attempt, row.heartbeat) for row in connection.execute(wanted)}


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

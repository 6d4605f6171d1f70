"""One try at a job, as its work sees it: it tells how far it is, and may have parts done by other workers."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from service.jobs import claims, parts, queue
from service.store import workers
from service.store.database import Database

PROGRESS_SECONDS = 0.25

Span = Callable[[queue.Job], AbstractContextManager[None]]


@dataclass(frozen=True)
class Outside:
    """Whom a worker tells of what it does.

    ring: workers that do not look by themselves, of work in a queue · span: who watches, of an attempt while it lasts
    """

    ring: Callable[[str], None] = lambda queue_name: None
    span: Span = lambda job: nullcontext()


def spans(endpoint: str) -> Span:
    """Of OpenTelemetry, where there is an endpoint for traces."""
    if not endpoint:
        return lambda job: nullcontext()
    from service import traces  # OpenTelemetry is there only where traces are wanted

    return traces.jobs(endpoint)


@dataclass
class Attempt:
    """held: the claim on the job, as which alone something may be written."""

    database: Database
    held: claims.Claim
    job: queue.Job
    outside: Outside = Outside()
    _told: float = field(default=0.0, init=False)

    def progress(self, value: Any) -> None:
        """Tells how far it is, as a JSON value; cheap to call often: only some calls are written."""
        if time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            with suppress(SQLAlchemyError):  # the next one will be written
                claims.report(self.database, self.held, value)

    def helpers(self) -> bool:
        """Whether there are more workers than the one that does this."""
        try:
            return len(workers.beats(self.database)) > 1
        except SQLAlchemyError:
            return False

    def offer(self, offers: Sequence[parts.Offer]) -> list[str]:
        """The ids of the parts that others may do now, in order; none while the store is away."""
        try:
            ids = parts.offer(self.database, self.held, self.job, offers)
        except SQLAlchemyError:
            return []
        for each in offers[: len(ids)]:
            self.outside.ring(queue.queue_of(each.cost))
        return ids

    def look(self, ids: Sequence[str]) -> parts.Found:
        """What became of them; nothing yet, while the store is away."""
        try:
            return parts.look(self.database, ids)
        except SQLAlchemyError:
            return parts.Found()

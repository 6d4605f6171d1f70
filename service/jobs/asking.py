"""How an endpoint asks for a job: the row, then the bell where there is one."""

from contextlib import suppress
from typing import Any

from service import current, telemetry
from service.jobs import queue


def ask(kind: str, spec: Any, cost: float, seconds: float) -> str:
    """Queues a job of this request's tenant and returns its id. cost: estimated seconds · seconds: its time limit."""
    job = queue.submit(current.database(), current.tenant(), kind, spec, cost, seconds, telemetry.request_id())
    if current.settings().broker_url:
        from kombu.exceptions import OperationalError

        from service.jobs import bell  # Celery is there only where jobs run on many machines

        with suppress(OperationalError):  # the broker is away: `watch` rings for what waits when it is back
            bell.ring(queue.queue_of(cost))
    return job

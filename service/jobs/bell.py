"""The bell that tells workers of a new job. Optional: the rows are the truth, and who polls needs no bell.

On one machine the worker looks at the store ten times a second. On many machines Celery carries the bell through Redis
or RabbitMQ: a message says only "there is work in this queue", and whoever gets it does the job that is next by our
own order (fair between tenants). A lost message costs nothing: `python -m service watch` rings again for what still
waits. A message that comes twice finds nothing to do.

    celery --app service.jobs.bell worker --queues quick,slow --concurrency 2
"""

import multiprocessing
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

import structlog
from celery import Celery
from celery.signals import worker_ready, worker_shutting_down
from kombu.exceptions import ChannelError, OperationalError
from sqlalchemy.exc import SQLAlchemyError

from service import telemetry
from service.jobs import queue
from service.jobs.attempt import Outside, spans
from service.jobs.kinds import KINDS
from service.jobs.worker import BEAT_SECONDS, Watch, Worker
from service.settings import Settings
from service.store import workers
from service.store.database import Database
from service.store.ids import new_id

RING_SECONDS = 3.0  # between two rings for a job that nobody took
MOST_RINGS = 20  # in a round, more than most set-ups have workers that are free at once
BROKER_SECONDS = 2.0  # a request does not wait longer for a broker that is away

log = structlog.get_logger("trainhealth.worker")

stopping = multiprocessing.Event()
"""Set in Celery's parent, seen by the processes of its pool: it was told to stop."""

app = Celery("trainhealth", broker=Settings.from_environment().broker_url)
app.conf.update(
    task_ignore_result=True,
    task_acks_late=False,  # a message has done its duty when it is delivered: the row outlives the worker
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_connect_timeout": BROKER_SECONDS},
)


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def stop(**_: Any) -> None:
    """Celery would wait for long jobs until it is killed; they are given back instead, for others to do."""
    stopping.set()


@worker_ready.connect  # type: ignore[untyped-decorator]
def live(**_: Any) -> None:
    """Says that this Celery worker lives, as long as it does."""
    telemetry.configure()
    threading.Thread(target=_beat, args=(new_id(),), daemon=True).start()


def _beat(worker: str) -> None:
    database = Database(Settings.from_environment().database_url)
    while True:
        try:
            workers.beat(database, worker)
        except SQLAlchemyError:
            log.exception("the store did not take a sign of life; trying again")
        time.sleep(BEAT_SECONDS)


@app.task(name="trainhealth.work")  # type: ignore[untyped-decorator]
def work(queue_name: str) -> None:
    """Does one job of a queue, if there is one."""
    settings = Settings.from_environment()
    database = Database(settings.database_url)
    try:
        worker = Worker(database, KINDS, slots=1, memory=settings.job_memory_bytes, outside=_outside())
        worker.one((queue_name,), stopping.is_set)
    finally:
        database.close()


@cache
def _outside() -> Outside:
    return Outside(ring_alone, spans(Settings.from_environment().otel_exporter_otlp_endpoint))


def ring(queue_name: str) -> None:
    """Tells one worker that there is work in a queue."""
    work.apply_async((queue_name,), queue=queue_name, retry=False)


def ring_alone(queue_name: str) -> None:
    """As `ring`, from a forked process: over a connection of its own; a broker that is away is no fault of the job."""
    with suppress(OperationalError), app.connection_for_write(connect_timeout=BROKER_SECONDS) as connection:
        work.apply_async((queue_name,), queue=queue_name, retry=False, connection=connection)


def keep_ringing(database: Database, watch: Watch) -> None:
    """One round of `python -m service watch`: jobs of dead workers are queued again, and what waits is rung for."""
    watch.look(time.monotonic())
    for queue_name, waiting in queue.waiting(database).items():
        for _ in range(min(waiting, MOST_RINGS) - unheard(queue_name)):
            ring(queue_name)


def unheard(queue_name: str) -> int:
    """Messages that no worker has taken yet: where workers are away for a day, there are not more and more of them."""
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as connection, suppress(ChannelError):  # none yet
        return int(connection.default_channel.queue_declare(queue_name, passive=True).message_count)
    return 0

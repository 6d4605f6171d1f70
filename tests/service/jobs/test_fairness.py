"""Who waits for whom: a real worker of two slots, long and short jobs, two tenants."""

import pytest

from service.jobs import queue
from service.store.database import Database
from tests.service.jobs.workers import wait, worker

TEN_MINUTES, TEN_SECONDS = 600.0, 10.0


def submit(database: Database, tenant: str, cost: float, seconds: float) -> str:
    """A job that was estimated to take `cost` seconds, and takes `seconds` of the test's time."""
    return queue.submit(database, tenant, "sleep", {"seconds": seconds}, cost, seconds=120)


def status(database: Database, jobs: list[str]) -> list[str]:
    found = [queue.get(database, None, job) for job in jobs]
    return [job.status for job in found if job is not None]


@pytest.mark.parametrize("asks", ["busy", "another"])
def test_a_ten_second_question_does_not_wait_behind_ten_minute_ones(database: Database, asks: str) -> None:
    long = [submit(database, "busy", TEN_MINUTES, 60) for _ in range(4)]
    with worker(database):
        wait(database, long[0], ("running",))
        short = submit(database, asks, TEN_SECONDS, 0.1)
        assert wait(database, short, seconds=10).status == "done"
        assert status(database, long) == ["running", "queued", "queued", "queued"]


def test_one_question_of_a_tenant_does_not_wait_behind_ten_of_another(database: Database) -> None:
    many = [submit(database, "busy", TEN_SECONDS, 0.5) for _ in range(10)]
    with worker(database):
        wait(database, many[1], ("running",))
        one = submit(database, "another", TEN_SECONDS, 0.1)
        assert wait(database, one, seconds=10).status == "done"
        assert status(database, many).count("queued") >= 4

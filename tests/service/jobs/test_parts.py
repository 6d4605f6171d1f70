"""A job that is spread over several workers."""

import os
import signal
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from service.jobs import claims, heartbeats, parts, queue
from service.store.database import Database
from service.store.tables import jobs
from tests.service.jobs.workers import submit, until_there_are, wait, worker

SQUARES = [0, 1, 4, 9, 16, 25]


def offered(database: Database, count: int = 2) -> tuple[claims.Claim, list[str]]:
    """The claim on a parent, and its parts."""
    job = submit(database, "squares", {})
    held, parent = claims.claim(database, job), queue.get(database, None, job)
    assert held and parent
    return held, parts.offer(database, held, parent, [parts.Offer("square", {"n": n}, 1, 1) for n in range(count)])


def rows(database: Database) -> dict[str, str]:
    """The status of every part there is."""
    with database.reading() as connection:
        found = connection.execute(sa.select(jobs.c.id, jobs.c.status).where(jobs.c.parent.is_not(None)))
        return {row.id: row.status for row in found}


def end_by(database: Database, held: claims.Claim) -> list[Callable[[], bool]]:
    return [
        lambda: claims.finish(database, held, "done", {}),
        lambda: claims.finish(database, held, "cancelled"),
        lambda: claims.release(database, held, died=True),
        lambda: claims.requeue(database, held.job, heartbeats.running(database)[held.job]),
    ]


@pytest.mark.parametrize("way", range(4), ids=["done", "cancelled", "died", "stood still"])
def test_parts_end_with_the_attempt_that_offered_them(database: Database, way: int) -> None:
    held, ids = offered(database)
    taken = claims.claim(database, ids[0])
    assert taken and len(ids) == 2
    assert end_by(database, held)[way]()
    assert rows(database) == {}
    assert claims.renew(database, taken) is None, "whoever does a part sees that nobody wants it any more"
    assert not claims.finish(database, taken, "done", {})


def test_an_attempt_that_lost_its_claim_offers_nothing(database: Database) -> None:
    held, _ = offered(database)
    parent = queue.get(database, None, held.job)
    assert parent and claims.release(database, held, died=True)
    assert parts.offer(database, held, parent, [parts.Offer("square", {}, 1, 1)]) == []
    assert rows(database) == {}


def test_what_nobody_took_comes_back_once_and_what_is_done_gives_its_result(database: Database) -> None:
    _, (done, failed, running, queued) = offered(database, 4)
    for id, end in ((done, "done"), (failed, "failed")):
        held = claims.claim(database, id)
        assert held and claims.finish(database, held, end, {"n": 4} if end == "done" else None)
    claims.claim(database, running)
    found = parts.look(database, [done, failed, running, queued])
    assert found == parts.Found({done: {"n": 4}}, (failed, queued))
    assert claims.claim(database, queued) is None, "what came back is nobody else's"


def test_whole_jobs_go_before_parts_of_others(database: Database) -> None:
    _, (part, _) = offered(database)
    assert queue.next_queued(database, (queue.QUICK,)) == part
    whole = submit(database, "echo", {})
    assert queue.next_queued(database, (queue.QUICK,)) == whole


def test_parts_are_not_among_the_jobs_that_a_tenant_asked_for(database: Database) -> None:
    offered(database)
    assert len(queue.page(database, "t", "squares", None, 10)) == 1


def test_two_workers_do_the_parts_of_one_job_and_the_results_stand_in_order(database: Database) -> None:
    with worker(database) as first, worker(database) as second:
        until_there_are(database, 2)
        done = wait(database, submit(database, "squares", {"count": 6, "seconds": 0.7}))
    assert [square for square, _ in done.result] == SQUARES
    assert {by for _, by in done.result} == {first, second}
    assert rows(database) == {}


def test_a_cancelled_job_takes_its_parts_along(database: Database) -> None:
    with worker(database), worker(database):
        until_there_are(database, 2)
        job = submit(database, "squares", {"count": 6, "seconds": 20})
        while "running" not in rows(database).values():
            time.sleep(0.05)
        queue.cancel(database, "t", job)
        assert wait(database, job).status == "cancelled"
        assert rows(database) == {}
        began = time.monotonic()
        assert wait(database, submit(database, "echo", {})).status == "done"
        assert time.monotonic() - began < 10, "the slots are free again"


def test_a_killed_helper_and_a_killed_parent_change_nothing(database: Database) -> None:
    with worker(database) as first:
        job = submit(database, "squares", {"count": 6, "seconds": 1.0})
        wait(database, job, ("running",))
        with worker(database) as second:
            until_there_are(database, 2)
            again = submit(database, "squares", {"count": 6, "seconds": 1.0})
            while "running" not in rows(database).values():
                time.sleep(0.05)
            os.kill(second, signal.SIGKILL)
        with worker(database):
            os.kill(first, signal.SIGKILL)
            for each in (job, again):
                assert [square for square, _ in wait(database, each, seconds=60).result] == SQUARES
    assert rows(database) == {}

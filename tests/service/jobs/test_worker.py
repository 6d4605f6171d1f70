"""Real workers in processes of their own, killed for real."""

import os
import signal
import time
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from service.jobs import claims, queue
from service.jobs.attempt import Attempt
from service.jobs.worker import Worker
from service.store.database import Database
from tests.service.jobs.workers import submit, wait, worker


def test_jobs_are_done_and_their_faults_told(database: Database, tmp_path: Any) -> None:
    with worker(database):
        fine = submit(database, "echo", {"n": 1})
        dies_once = submit(database, "die_first", {"file": str(tmp_path / "once"), "times": 1})
        dies_always = submit(database, "die_first", {"file": str(tmp_path / "always"), "times": 99})
        wrong = submit(database, "wrong_input", {})
        huge = submit(database, "too_much_memory", {})
        slow = submit(database, "sleep", {"seconds": 60}, seconds=0.5)
        assert wait(database, fine).result == {"n": 1}
        assert wait(database, dies_once).result == "alive"
        assert "3 times" in (wait(database, dies_always).error or "")
        assert wait(database, wrong).error == "layer 2 takes vectors. Put a flatten before it."
        assert "memory" in (wait(database, huge).error or "")
        assert "time limit" in (wait(database, slow).error or "")


def test_a_running_job_is_cancelled_within_a_second(database: Database) -> None:
    with worker(database):
        job = submit(database, "sleep", {"seconds": 60})
        wait(database, job, ("running",))
        asked = time.monotonic()
        assert queue.cancel(database, "t", job)
        assert wait(database, job).status == "cancelled"
        assert time.monotonic() - asked < 1.0


def test_a_killed_worker_takes_its_children_along_and_another_one_finishes_the_job(database: Database) -> None:
    with worker(database) as first:
        job = submit(database, "sleep", {"seconds": 2})
        wait(database, job, ("running",))
        os.kill(first, signal.SIGKILL)
    with worker(database):
        finished = wait(database, job)
    assert (finished.status, finished.result, finished.attempt) == ("done", {"slept": 2}, 2)


def test_a_store_that_is_away_for_a_while_ends_no_job(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    job, renew, away = submit(database, "until_renewed", {}), claims.renew, [True]

    def renew_if_there(store: Database, held: claims.Claim) -> bool | None:
        if away:
            away.pop()
            raise OperationalError("UPDATE jobs", {}, Exception("away"))
        return renew(store, held)

    def until_renewed(_: Any, attempt: Attempt) -> str:
        while (now := queue.get(attempt.database, None, job)) and now.heartbeat == attempt.job.heartbeat:
            time.sleep(0.05)
        return "renewed"

    monkeypatch.setattr(claims, "renew", renew_if_there)
    Worker(database, {"until_renewed": until_renewed}, slots=1, memory=64 << 30).one((queue.QUICK,), lambda: False)
    found = queue.get(database, None, job)
    assert found is not None and (found.status, found.attempt, found.result) == ("done", 1, "renewed")


def test_a_worker_that_is_stopped_queues_what_it_was_doing(database: Database) -> None:
    with worker(database):
        job = submit(database, "sleep", {"seconds": 60})
        wait(database, job, ("running",))
    found = queue.get(database, None, job)
    assert found is not None and found.status == "queued"

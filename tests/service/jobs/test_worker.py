"""Real workers in processes of their own, killed for real."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from analyzers.errors import AnalyzerError
from service.jobs import queue
from service.jobs.worker import Worker
from service.store.database import Database

MEMORY = 2 << 30


def echo(spec: Any, progress: Callable[[Any], None]) -> Any:
    progress({"done": 1})
    return spec


def sleep(spec: Any, progress: Callable[[Any], None]) -> Any:
    time.sleep(spec["seconds"])
    return {"slept": spec["seconds"]}


def die_first(spec: Any, progress: Callable[[Any], None]) -> Any:
    """Dies as a segmentation fault does, as often as the spec says; counts in a file."""
    with open(spec["file"], "a+") as count:  # noqa: PTH123
        count.write("x")
        count.flush()
        if count.tell() <= spec["times"]:
            os.kill(os.getpid(), signal.SIGSEGV)
    return "alive"


def too_much_memory(spec: Any, progress: Callable[[Any], None]) -> Any:
    return len(bytearray(4 * MEMORY))


def wrong_input(spec: Any, progress: Callable[[Any], None]) -> Any:
    raise AnalyzerError("layer 2 takes vectors.", "Put a flatten before it.")


KINDS = {f.__name__: f for f in (echo, sleep, die_first, too_much_memory, wrong_input)}


def work(url: str) -> None:
    Worker(Database(url), KINDS, slots=2, memory=MEMORY).run()


@contextmanager
def worker(database: Database) -> Iterator[int]:
    process = multiprocessing.get_context("spawn").Process(
        target=work, args=(str(database.engine.url.render_as_string(False)),)
    )
    process.start()
    assert process.pid
    try:
        yield process.pid
    finally:
        if process.is_alive():
            process.terminate()
        process.join(10)
        assert not process.is_alive()


def submit(database: Database, kind: str, spec: Any, seconds: float = 30) -> str:
    return queue.submit(database, "t", kind, spec, cost=1, seconds=seconds)


def wait(database: Database, job: str, status: tuple[str, ...] = queue.FINISHED, seconds: float = 30) -> queue.Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = queue.get(database, None, job)
        assert found is not None
        if found.status in status:
            return found
        time.sleep(0.05)
    pytest.fail(f"job still {found.status} after {seconds} s, not {status}")


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


def test_a_worker_that_is_stopped_queues_what_it_was_doing(database: Database) -> None:
    with worker(database):
        job = submit(database, "sleep", {"seconds": 60})
        wait(database, job, ("running",))
    found = queue.get(database, None, job)
    assert found is not None and found.status == "queued"

"""Kinds of jobs for tests, and workers that do them in processes of their own."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from analyzers.errors import AnalyzerError
from analyzers.experiments.budget import Count
from service.jobs import queue
from service.jobs.attempt import Attempt
from service.jobs.parts import Offer
from service.jobs.processes import SideBySide, Task
from service.jobs.spreading import Spread
from service.jobs.worker import Worker
from service.store import workers
from service.store.database import Database

MEMORY = 2 << 30


def echo(spec: Any, attempt: Attempt) -> Any:
    attempt.progress({"done": 1})
    return spec


def sleep(spec: Any, attempt: Attempt) -> Any:
    time.sleep(spec["seconds"])
    return {"slept": spec["seconds"]}


def die_first(spec: Any, attempt: Attempt) -> Any:
    """Dies as a segmentation fault does, as often as the spec says; counts in a file."""
    with open(spec["file"], "a+") as count:  # noqa: PTH123
        count.write("x")
        count.flush()
        if count.tell() <= spec["times"]:
            os.kill(os.getpid(), signal.SIGSEGV)
    return "alive"


def too_much_memory(spec: Any, attempt: Attempt) -> Any:
    return len(bytearray(4 * MEMORY))


def wrong_input(spec: Any, attempt: Attempt) -> Any:
    raise AnalyzerError("layer 2 takes vectors.", "Put a flatten before it.")


def squared(number: int, seconds: float) -> list[int]:
    """The square, and by which worker it was made."""
    time.sleep(seconds)
    return [number**2, os.getppid()]


def square(spec: Any, attempt: Attempt) -> Any:
    return squared(spec["number"], spec["seconds"])


def squares(spec: Any, attempt: Attempt) -> Any:
    """The squares up to spec["count"], each a part that takes spec["seconds"], one at a time here."""

    def offer(task: Task, cost: float) -> Offer:
        number, seconds = task.args  # type: ignore[attr-defined]
        return Offer("square", {"number": number, "seconds": seconds}, cost, 30)

    here = SideBySide(1)
    here.pace = spec["seconds"]
    done = Count(lambda *of: attempt.progress(of), spec["count"])
    tasks = [partial(squared, n, spec["seconds"]) for n in range(spec["count"])]
    results = Spread(attempt, here, offer, list)(tasks, done)
    assert done.done == len(results), "what others did is counted too"
    return results


KINDS = {f.__name__: f for f in (echo, sleep, die_first, too_much_memory, wrong_input, square, squares)}


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


def until_there_are(database: Database, count: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while len(workers.beats(database)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)

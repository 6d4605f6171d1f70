"""Waiting for an experiment: in a request that is held until its end, or as a stream of its events."""

import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

import orjson

from service.experiment_answers import named
from service.jobs.queue import FINISHED, Job
from service.stopping import STOPPING

LOOK_SECONDS = 0.1  # between two looks at the job
LONGEST_WAIT = 60.0
STILL_HERE = 100  # looks without a change, after which a comment keeps the connection open


def patience(prefer: str) -> float:
    """Seconds of `Prefer: wait=N` (RFC 7240); 0 where it does not ask to wait.

    >>> patience("respond-async, wait=25"), patience("wait=1000"), patience("")
    (25.0, 60.0, 0.0)
    """
    for preference in prefer.split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "wait" and value.isascii() and value.isdigit():
            return min(float(value), LONGEST_WAIT)
    return 0.0


def waited(look: Callable[[], Job], seconds: float, seats: BoundedSemaphore) -> Job:
    """The job when it has ended or the time is over; as it is now where too many wait already."""
    job = look()
    if seconds and job.status not in FINISHED and seats.acquire(blocking=False):
        try:
            return _ended(look, job, time.monotonic() + seconds)
        finally:
            seats.release()
    return job


def _ended(look: Callable[[], Job], job: Job, deadline: float) -> Job:
    while job.status not in FINISHED and time.monotonic() < deadline:
        if STOPPING.wait(LOOK_SECONDS):
            break
        job = look()
    return job


def events(look: Callable[[], Job | None], link: str) -> Iterator[bytes]:
    """Progress whenever it changed, then the end. link: the experiment's own address"""
    yield b"retry: 2000\n\n"
    told, quiet = None, 0
    while (job := look()) is not None:
        if job.status in FINISHED:
            result = job.result and named(job.result["answer"], link)
            yield _event(job.status, {"status": job.status, "result": result, "error": job.error})
            return
        state = {"status": job.status, "progress": job.progress}
        quiet = 0 if state != told else quiet + 1
        if quiet == 0:
            yield _event("progress", state)
        elif quiet % STILL_HERE == 0:
            yield b": still here\n\n"
        told = state
        if STOPPING.wait(LOOK_SECONDS):
            return


def _event(name: str, value: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(value) + b"\n\n"

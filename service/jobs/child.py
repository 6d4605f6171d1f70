"""The child process of one attempt: runs the work under limits, writes the result under its claim."""

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from analyzers.errors import AnalyzerError
from service.jobs import claims
from service.jobs.attempt import Attempt
from service.jobs.work import Work

AGAIN_SECONDS = 0.5  # between two tries to write the end of a job while the store is away
PR_SET_PDEATHSIG = 1

log = structlog.get_logger("trainhealth.job")


def fork(attempt: Attempt, kinds: Mapping[str, Work], memory: int) -> int:
    """Starts the attempt in a forked child, in a process group of its own, and returns its pid.

    memory: bytes of address space that the child may use
    """
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        die_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        attempt.database.after_fork()
        with attempt.outside.span(attempt.job):
            code = _run(attempt, kinds)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def die_with(parent: int) -> None:
    """The kernel kills this process when its parent dies; if it died already, we go now (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _run(attempt: Attempt, kinds: Mapping[str, Work]) -> int:
    job = attempt.job
    structlog.contextvars.bind_contextvars(
        request_id=job.request_id, job=job.id, kind=job.kind, attempt=attempt.held.attempt
    )
    began = time.monotonic()
    status, result, error = _outcome(attempt, kinds)
    log.info("job", status=status, seconds=round(time.monotonic() - began, 3))
    while True:
        try:
            claims.finish(attempt.database, attempt.held, status, result, error)
            return 0
        except SQLAlchemyError:  # what was computed is not thrown away because the store is away for a while
            log.exception("the store did not take the end of a job; trying again")
            time.sleep(AGAIN_SECONDS)


def _outcome(attempt: Attempt, kinds: Mapping[str, Work]) -> tuple[str, Any, str | None]:
    """(status, result, error) of the work."""
    try:
        return "done", kinds[attempt.job.kind](attempt.job.spec, attempt), None
    except AnalyzerError as error:
        return "failed", None, str(error)
    except MemoryError:
        return "failed", None, "It needed more memory than a job may use: shrink the model or the data."
    except Exception:
        log.exception("job failed")
        return "failed", None, "A fault of ours stopped it; the log of the service names this job."

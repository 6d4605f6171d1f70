"""The child process of one attempt: runs the work under limits, writes progress and result under its claim."""

import ctypes
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

from analyzers.errors import AnalyzerError
from service.jobs import queue
from service.jobs.kinds import Work
from service.store.database import Database

PROGRESS_SECONDS = 0.25
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


def fork(database: Database, held: queue.Claim, job: queue.Job, kinds: Mapping[str, Work], memory: int) -> int:
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
        _die_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        database.after_fork()
        code = _attempt(database, held, job, kinds)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """The kernel kills this process when its parent dies; if it died already, we go now (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _attempt(database: Database, held: queue.Claim, job: queue.Job, kinds: Mapping[str, Work]) -> int:
    last = 0.0

    def progress(value: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            queue.report(database, held, value)

    try:
        result = kinds[job.kind](job.spec, progress)
    except AnalyzerError as error:
        queue.finish(database, held, "failed", error=str(error))
    except MemoryError:
        queue.finish(
            database, held, "failed", error="It needed more memory than a job may use: shrink the model or the data."
        )
    except Exception:
        log.exception("job failed", extra={"job": job.id, "request_id": job.request_id})
        queue.finish(
            database, held, "failed", error="A fault of ours stopped it; the log of the service names this job."
        )
    else:
        queue.finish(database, held, "done", result)
    return 0

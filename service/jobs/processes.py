"""Independent pieces of one job's work, side by side in processes forked from the job's own."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from analyzers.experiments.budget import OnDone, counted, one_by_one, unwatched
from service.jobs.child import die_with

Task = Callable[[], Any]
WORTH_FORKING = 0.5  # seconds of work in all, from which on the 0.05 s that the processes take to start are little

_tasks: Sequence[Task] = ()
"""What the processes of a pool inherit; functions with all that they hold cannot be sent to them."""


class SideBySide:
    """Calls several functions, up to `processes` at a time where the last ones took long enough to be worth it.

    pace: seconds of one task, as the last ones were
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.pace = WORTH_FORKING

    def __call__(self, tasks: Sequence[Task], done: OnDone = unwatched) -> list[Any]:
        """What they return, in their order. done: called after each, in that order"""
        began = time.monotonic()
        count = min(self.processes, len(tasks))
        if count < 2 or self.pace * len(tasks) < WORTH_FORKING:
            results, count = one_by_one(tasks, done), 1
        else:
            results = _forked(tasks, count, done)
        if tasks:
            self.pace = (time.monotonic() - began) * count / len(tasks)
        return results


def _forked(tasks: Sequence[Task], count: int, done: OnDone) -> list[Any]:
    global _tasks
    _tasks = tasks
    with multiprocessing.get_context("fork").Pool(count, die_with, (os.getpid(),)) as pool:
        return [counted(result, done) for result in pool.imap(_call, range(len(tasks)))]


def _call(number: int) -> Any:
    return _tasks[number]()

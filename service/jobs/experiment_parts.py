"""The work of a part of an experiment, done by whichever worker is free: copies of one spec, trained side by side."""

import time
from typing import Any

from analyzers.experiments.budget import Budget
from analyzers.experiments.part import Part
from analyzers.nn import Trained
from service.jobs import trained
from service.jobs.attempt import Attempt
from service.jobs.parts import Offer
from service.jobs.processes import Task

KIND = "experiment part"
MOST_NUMBERS = 2_000_000  # of data or weights that are sent along: about half a second of packing and unpacking
SLACK_SECONDS = 10.0  # what an attempt may take beyond its budget: start, data, writing the result


def offer(task: Task, cost: float) -> Offer | None:
    """None where it stays here: it is not a part, or sending it would take long. cost: estimated seconds."""
    if not isinstance(task, Part) or task.budget.over:
        return None
    weights = task.prepared.network.size * max(len(task.seeds), len(task.rates))
    if max(task.prepared.examples.x.size, weights) > MOST_NUMBERS:
        return None
    return Offer(KIND, task.plain, cost, task.budget.left + SLACK_SECONDS)


def work(asked: Any, attempt: Attempt) -> Any:
    """asked: a part as JSON. Raises SpecError where it cannot be trained."""
    budget = Budget(asked["seconds"], time.monotonic, time.monotonic())
    return [trained.plain(each) for each in Part.read(asked, budget)()]


def read(result: Any) -> list[Trained]:
    """What `work` gave, as the part itself would have returned it."""
    return [trained.read(each) for each in result]

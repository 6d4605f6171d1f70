"""The work of an experiment's job: a spec in, the answer and its renderings out."""

import os
import time
from typing import Any

from analyzers import spec
from analyzers.experiments import experiment
from analyzers.rendering.experiment_chart import experiment_svg
from analyzers.rendering.experiment_page import experiment_markdown
from service.experiment_answers import result
from service.jobs import experiment_parts
from service.jobs.attempt import Attempt
from service.jobs.processes import SideBySide
from service.jobs.spreading import Spread

KIND = "experiment"
PROCESSES = min(2, os.cpu_count() or 1)  # of one job: others want to run beside it


def work(asked: Any, attempt: Attempt) -> Any:
    """asked: the JSON of a spec, and the estimate of its cost. Raises SpecError where it cannot be trained."""
    done = experiment(
        spec.read({key: value for key, value in asked.items() if key != "estimate"}),
        time.monotonic,
        lambda phase, count, total: attempt.progress({"phase": phase, "done": count, "total": total}),
        Spread(attempt, SideBySide(PROCESSES), experiment_parts.offer, experiment_parts.read),
    )
    return {"answer": result(done), "markdown": experiment_markdown(done), "svg": experiment_svg(done)}

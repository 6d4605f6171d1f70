"""The kinds of jobs that this service knows. To add one: a module with its work, and its line here."""

from collections.abc import Mapping

from service.jobs import experiment_parts, experiments
from service.jobs.work import Work

KINDS: Mapping[str, Work] = {experiments.KIND: experiments.work, experiment_parts.KIND: experiment_parts.work}

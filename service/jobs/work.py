"""What a kind of job is: a work function gets its spec and the attempt that it is, and returns a JSON value."""

from collections.abc import Callable
from typing import Any

from service.jobs.attempt import Attempt

Work = Callable[[Any, Attempt], Any]
"""work(spec, attempt) -> result. Raises analyzers.errors.AnalyzerError where the user's input is at fault."""

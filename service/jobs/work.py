"""What a kind of job is: a work function gets its spec and a callable, and returns a JSON value."""

from collections.abc import Callable
from typing import Any

Progress = Callable[[Any], None]
"""Tells how far it is, as a JSON value; cheap to call often: only some calls are written."""

Work = Callable[[Any, Progress], Any]
"""work(spec, progress) -> result. Raises analyzers.errors.AnalyzerError where the user's input is at fault."""

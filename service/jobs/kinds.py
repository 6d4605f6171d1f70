"""Which function a kind of job is. A work function gets its spec and two callables, and returns a JSON value."""

from collections.abc import Callable, Mapping
from typing import Any

Progress = Callable[[Any], None]
"""Tells how far it is, as a JSON value; cheap to call often: only some calls are written."""

Work = Callable[[Any, Progress], Any]
"""work(spec, progress) -> result. Raises analyzers.errors.AnalyzerError where the user's input is at fault."""

KINDS: Mapping[str, Work] = {}
"""Filled where the service is put together; a kind that is not here fails with a sentence."""

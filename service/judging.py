"""A log's diagnosis, remembered for a while: it depends on nothing but the log and what is known of it.

Pipelines post the same log again, and a live run is asked for its diagnosis, its chart and its curves in turn.
"""

from functools import lru_cache

import analyzers.entrance  # with the service, not with its first log
from analyzers.diagnosis import Diagnosis
from analyzers.run import Context, ContextValue
from service import current

REMEMBERED = 256  # logs
LARGEST = 1 << 16  # bytes of a log that is remembered: all of them together are few megabytes

Known = tuple[tuple[str, ContextValue], ...]


def judged(log: bytes, name: str, context: Context) -> Diagnosis:
    """As `analyzers.diagnose`. Not to be changed by whoever gets it."""
    unpacked = current.settings().max_unpacked_bytes
    if len(log) > LARGEST:
        return analyzers.diagnose(log, name, context, unpacked)
    return _remembered(log, name, tuple(context.items()), unpacked)


@lru_cache(REMEMBERED)
def _remembered(log: bytes, name: str, context: Known, unpacked: int) -> Diagnosis:
    return analyzers.diagnose(log, name, dict(context), unpacked)

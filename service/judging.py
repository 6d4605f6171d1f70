"""A log's diagnosis, remembered for a while: it depends on nothing but the log and what is known of it.

Pipelines post the same log again, and a live run is asked for its diagnosis, its chart and its curves in turn.
"""

import time
from functools import lru_cache

import analyzers.entrance  # with the service, not with its first log
from analyzers.allowance import Allowance
from analyzers.diagnosis import Diagnosis
from analyzers.run import Context, ContextValue
from service import current

REMEMBERED = 256  # logs
LARGEST = 1 << 16  # bytes of a log that is remembered: all of them together are few megabytes

Known = tuple[tuple[str, ContextValue], ...]


def judged(log: bytes, name: str, context: Context) -> Diagnosis:
    """As `analyzers.diagnose`. Not to be changed by whoever gets it."""
    if len(log) > LARGEST:
        return analyzers.diagnose(log, name, context, _allowance())
    return _remembered(log, name, tuple(context.items()))


@lru_cache(REMEMBERED)
def _remembered(log: bytes, name: str, context: Known) -> Diagnosis:
    return analyzers.diagnose(log, name, dict(context), _allowance())


def _allowance() -> Allowance:
    settings = current.settings()
    return Charged(settings.max_unpacked_bytes, settings.max_diagnosis_seconds, time.thread_time)


class Charged(Allowance):
    """The time is that of this thread's computing; what is unpacked is held by the request as its body is."""

    def spend(self, size: int) -> None:
        super().spend(size)
        current.parts().held.more(size)

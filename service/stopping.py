"""Whether this web process was told to stop: open streams wait on it, so that none holds up a restart."""

import signal
import threading
from typing import Any

STOPPING = threading.Event()


def listen() -> None:
    """Sets STOPPING on SIGTERM, SIGINT and SIGQUIT, before whoever handles them now. Call it in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        before = signal.getsignal(number)

        def told(number: int, frame: Any, before: Any = before) -> None:
            STOPPING.set()
            if callable(before):
                before(number, frame)

        signal.signal(number, told)

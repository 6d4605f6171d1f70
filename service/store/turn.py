"""Whose turn it is to write: one thread of a process at a time and, for a file of SQLite, one process at a time.

SQLite has a lock of its own, but who finds it taken sleeps for 1, 2, 5, 10, … ms and looks again: two web processes
that write all the time sleep half of theirs (701 diagnoses a second instead of 1,257). Who waits for the lock of a file
is woken when it is free.
"""

import os
import threading
from contextlib import suppress


class Turn:
    """A context manager. path: of the store's file; None where writers need not wait for other processes."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self._thread = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        self._thread.acquire()
        with suppress(ImportError, OSError):  # SQLite's own lock is there all the same, and tells what is wrong
            self._lock()

    def __exit__(self, *_: object) -> None:
        try:
            if self._file is not None:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._thread.release()

    def _lock(self) -> None:
        if self.path is None:
            return
        import fcntl  # not on every system

        if self._file is None:
            self._file = os.open(f"{self.path}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def after_fork(self) -> None:
        """A lock that was inherited would be the parent's too."""
        self.close()
        self._thread = threading.Lock()

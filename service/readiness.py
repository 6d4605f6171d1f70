"""Whether the jobs that are asked for get done: does any worker live?"""

import time
from collections.abc import Callable

from service.jobs import heartbeats, queue
from service.store import workers
from service.store.database import Database

PATIENCE_SECONDS = 15.0  # several signs of life of a worker, and time enough for one to start
NOBODY = "nobody"


class Workers:
    """Watches the workers' signs of life on this process's own clock."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self.database, self.clock = database, clock
        self.stalled = heartbeats.Stalled(PATIENCE_SECONDS)

    def are_gone(self) -> bool:
        """True where workers were there or jobs wait, and nothing has moved for PATIENCE_SECONDS.

        A service that was started without workers is whole until somebody waits for one.
        """
        beats = {id: (0, beat) for id, beat in workers.beats(self.database).items()}
        if not beats and queue.waiting(self.database):
            beats = {NOBODY: (0, 0)}
        return bool(beats) and self.stalled.among(beats, self.clock()).keys() == beats.keys()

"""Independent pieces of one job's work: some are done here, the others by whoever is free on any machine."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from analyzers.experiments.budget import OnDone, counted, unwatched
from service.jobs.attempt import Attempt
from service.jobs.parts import Offer
from service.jobs.processes import SideBySide, Task

WORTH_SPREADING = 2.0  # seconds of work in all, from which on writing and reading rows is little
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Spread:
    """Calls several functions and gives what they return in their order, wherever each was done.

    offer: a task as a part that is done elsewhere, from an estimate of its seconds; None where it has to stay here
    read:  what the result of such a part says, as the task itself would have returned it
    """

    attempt: Attempt
    here: SideBySide
    offer: Callable[[Task, float], Offer | None]
    read: Callable[[Any], Any]

    def __call__(self, tasks: Sequence[Task], done: OnDone = unwatched) -> list[Any]:
        more = len(tasks) > self.here.processes and self.here.pace * len(tasks) >= WORTH_SPREADING
        return self._spread(tasks, done) if more and self.attempt.helpers() else self.here(tasks, done)

    def _spread(self, tasks: Sequence[Task], done: OnDone) -> list[Any]:
        """Does the first ones here; what nobody took meanwhile is done here, or offered anew with what time is left."""
        results: dict[int, Any] = {}
        away: dict[str, int] = {}
        waiting = [*range(len(tasks))]
        while len(results) < len(tasks):
            away |= self._offered(tasks, waiting[self.here.processes :])
            mine = [number for number in waiting if number not in away.values()]
            results |= zip(mine, self.here([tasks[number] for number in mine], done), strict=True)
            found = self.attempt.look([*away])
            results |= {away.pop(id): counted(self.read(value), done) for id, value in found.results.items()}
            waiting = sorted(away.pop(id) for id in found.back)
            if not waiting and away:
                time.sleep(LOOK_SECONDS)
        return [results[number] for number in range(len(tasks))]

    def _offered(self, tasks: Sequence[Task], numbers: Sequence[int]) -> dict[str, int]:
        offers = {number: self.offer(tasks[number], self.here.pace) for number in numbers}
        taken = {number: each for number, each in offers.items() if each is not None}
        return dict(zip(self.attempt.offer([*taken.values()]), taken, strict=False))

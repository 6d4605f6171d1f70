"""How much time there is, and how several pieces of work are done. Both come from outside: the library has no clock
of its own and starts no processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from analyzers.frozen import frozen

Clock = Callable[[], float]
"""Seconds, never going back."""

OnDone = Callable[[], None]
"""One piece of work has ended."""


Tell = Callable[[int, int], None]
"""(done, total) pieces of work."""


class Together(Protocol):
    """Calls each of several functions that do not depend on each other, in any order, and gives what they return."""

    def __call__(self, tasks: Sequence[Callable[[], Any]], done: OnDone = ...) -> list[Any]:
        """done: called here, and not where the task was done, after each of them"""
        ...


def unwatched() -> None:
    """Nobody wants to know."""


WRITING_SHARE = 0.04  # of the budget, kept for putting the answer together


def one_by_one(tasks: Sequence[Callable[[], Any]], done: OnDone = unwatched) -> list[Any]:
    """One after the other."""
    return [counted(task(), done) for task in tasks]


def counted(result: Any, done: OnDone) -> Any:
    """What was just made."""
    done()
    return result


@dataclass
class Count:
    """Counts pieces of work that have ended, and tells how many of how many."""

    tell: Tell
    total: int
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        self.tell(self.done, self.total)


@frozen()
class Budget:
    """seconds: for all · began: what the clock said at the start · together: how independent work is done."""

    seconds: float
    clock: Clock
    began: float
    together: Together = one_by_one

    @classmethod
    def of(cls, seconds: float, clock: Clock, together: Together = one_by_one) -> "Budget":
        return cls(seconds * (1 - WRITING_SHARE), clock, clock(), together)

    @property
    def left(self) -> float:
        return self.began + self.seconds - self.clock()

    @property
    def over(self) -> bool:
        return self.left <= 0

    def share(self, part: float) -> "Budget":
        """A budget of its own that ends after `part` of what is left now."""
        return replace(self, seconds=max(0.0, self.left) * part, began=self.clock())

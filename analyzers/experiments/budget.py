"""How much time there is, and how several pieces of work are done. Both come from outside: the library has no clock
of its own and starts no processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Clock = Callable[[], float]
"""Seconds, never going back."""

Together = Callable[[Sequence[Callable[[], Any]]], list[Any]]
"""Calls each of several functions that do not depend on each other, in any order, and gives what they return."""

WRITING_SHARE = 0.04  # of the budget, kept for putting the answer together


def one_by_one(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """One after the other."""
    return [task() for task in tasks]


@dataclass(frozen=True)
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

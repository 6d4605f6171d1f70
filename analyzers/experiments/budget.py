"""How much time there is. The clock comes from outside: the library has none of its own."""

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds, never going back."""

WRITING_SHARE = 0.04  # of the budget, kept for putting the answer together


@dataclass(frozen=True)
class Budget:
    """seconds: for all · began: what the clock said at the start."""

    seconds: float
    clock: Clock
    began: float

    @classmethod
    def of(cls, seconds: float, clock: Clock) -> "Budget":
        return cls(seconds * (1 - WRITING_SHARE), clock, clock())

    @property
    def left(self) -> float:
        return self.began + self.seconds - self.clock()

    @property
    def over(self) -> bool:
        return self.left <= 0

    def share(self, part: float) -> "Budget":
        """A budget of its own that ends after `part` of what is left now."""
        return Budget(max(0.0, self.left) * part, self.clock, self.clock())

"""How a run that never learned anything stands still: what its curve tells about the reason."""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.signals.noise import scatter
from analyzers.signals.summary import lowest, median, reach


@frozen()
class Standstill:
    """Numbers without a unit.

    start: first record over the level of the second half; many times it, when a first step went astray
    first: first record over chance, minus 1; 0 where all outputs began equal
    scatter: noise of a record over the level
    excess: level over chance, minus 1; the jitter of steps too long lifts it
    spread: highest minus lowest record over the level; 0 where nothing moves at all
    falling: share of the changes from record to record that go down; 1 when it creeps down to the end
    """

    start: float
    first: float
    scatter: float
    excess: float
    spread: float
    falling: float


def standstill(values: Floats, chance: float | None) -> Standstill | None:
    """Measures (n,) losses at chance; None below 4 finite values or for losses that are not positive."""
    finite = values[np.isfinite(values)]
    if len(finite) < 4 or lowest(finite) <= 0:
        return None
    level = median(finite[len(finite) // 2 :])
    steps = finite[1:] - finite[:-1]
    goes_on = bool(np.any(steps[len(steps) // 2 :] != 0))  # else it has come to a stop
    changes = steps[steps != 0] if goes_on else steps
    return Standstill(
        start=float(finite[0]) / level,
        first=float(finite[0]) / chance - 1 if chance else 1.0,
        scatter=scatter(finite) / level,
        excess=level / chance - 1 if chance else 0.0,
        spread=reach(finite) / level,
        falling=float(np.mean(changes < 0)),
    )

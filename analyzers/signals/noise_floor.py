"""What a drop of the learning rate did to the loss: a level that falls with the rate was the rate's noise floor.

With the noise of stochastic gradients the excess loss at stationarity grows with the learning rate (Bottou et al.,
arXiv 1606.04838, theorem 4.6).
"""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Run
from analyzers.signals.shape import shape
from analyzers.signals.summary import median


@frozen()
class RateDrop:
    """position: where in the log · factor: new rate over old · before, after: the loss's level on both sides"""

    position: int
    factor: float
    before: float
    after: float


def rate_drop(run: Run, key: str, least: float = 0.6, certain: float = 5.0) -> RateDrop | None:
    """The first sudden drop of the rate that the loss followed; None where there is none.

    least: factor that counts as sudden from one record to the next · certain: fall of the level in standard errors
    """
    found = shape(run[key])
    if "lr" not in run or found is None or len(found) < 8:
        return None
    rates, places = run["lr"].values, run["lr"].positions
    with np.errstate(all="ignore"):
        drops = np.flatnonzero(rates[1:] < least * rates[:-1]) + 1
    positions = run[key].positions[found.index]
    width = max(2, len(found) // 20)
    for drop in drops[:20]:
        at = int(np.searchsorted(positions, places[drop]))
        if width <= at <= len(found) - width:
            before = median(found.curve[at - width : at])
            after = median(found.curve[at : at + width])
            if before - after > certain * found.scatter / np.sqrt(width):
                return RateDrop(int(places[drop]), float(rates[drop] / rates[drop - 1]), before, after)
    return None

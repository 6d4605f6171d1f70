"""A learning-rate range test: one run whose rate grows by a factor a step until the loss explodes, which it is to do.

Smith 2015, "Cyclical Learning Rates for Training Neural Networks", arXiv 1506.01186.
"""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Run
from analyzers.signals.roles import roles
from analyzers.signals.smoothing import running_mean

FEWEST = 10  # records
DECADES = 2.0  # that the rate goes through, at least: a warm-up from a small rate may go through one
EVEN = 0.3  # deviation of the steps of log(rate), as a share of their mean: a linear warm-up's are not even
SMOOTH = 5  # records that the least loss is a mean of
BELOW = 10  # times below the rate of the least loss, where the loss falls fastest in most tests


@frozen()
class RangeTest:
    """first, last: rates · best: the rate at which the loss was least"""

    first: float
    last: float
    best: float

    @property
    def suggested(self) -> float:
        return self.best / BELOW


def range_test(run: Run) -> RangeTest | None:
    """None for any other run."""
    key, rates = roles(run).loss, run.series.get("lr")
    if key is None or rates is None or not len(rates) == len(run[key]) >= FEWEST or np.any(rates.values <= 0):
        return None
    steps = np.diff(np.log10(rates.values))
    if not (steps.sum() >= DECADES and steps.std() <= EVEN * steps.mean()):
        return None
    losses = run[key].values
    overflow = int(np.argmax(~np.isfinite(losses))) if not run[key].is_finite else len(losses)
    if overflow < FEWEST // 2:
        return None
    least = int(np.argmin(running_mean(losses[:overflow], SMOOTH)))
    return RangeTest(float(rates.values[0]), float(rates.values[-1]), float(rates.values[least]))

"""The learning-rate range: the same network at many rates, from one start, in one pass over replicas.

Smith 2015, "Cyclical Learning Rates for Training Neural Networks", arXiv 1506.01186, with a short training of its own
for each rate instead of one run whose rate grows: no rate then profits from what a lower one has learned.
"""

from itertools import chain, zip_longest
from math import ceil

import numpy as np

from analyzers.experiments.budget import Budget, OnDone, unwatched
from analyzers.experiments.part import Part
from analyzers.frozen import frozen
from analyzers.nn import Trained, evaluate
from analyzers.nn.replicas import WEIGHTS, stream
from analyzers.run import Floats
from analyzers.spec import Prepared

COUNT, FEWEST = 16, 6  # rates
SHORT, SHORT_SHARE = 8, 0.15  # rates of the range of a spec on the way, and what of the time left it may take
PARTS = 2  # that they are trained in, perhaps side by side
USUAL = {"sgd": 0.01, "adagrad": 0.01, "adadelta": 1.0}
USUAL_ADAPTIVE = 0.001
BELOW, ABOVE = 1e-2, 1e2  # how far the range goes below and above the rate in use and the usual one
RISE = 1.02  # a rate is stable while the loss ends at most this many times where it started
BELOW_EDGE = 0.5  # of the largest stable rate: the most that is suggested
MOST_EPOCHS, ENOUGH_STEPS = 20, 300  # a range trains at most 20 epochs, but 300 steps where epochs are that short
CERTAIN = 8.0
"""Times the noise, as it is estimated here: so far below the start lies the lowest of 16 losses of noise alone once in
2,000 ranges (simulated), of 10 once in 500; where something was learned the lowest was 14 to 15,000 times below."""
ROUNDING = 1e-5  # of the loss at the start: what float32 makes of equal losses
ENOUGH_RATES = 10  # from which the noise can be told from the shape of the curve
NORMAL_MEDIAN = 0.6745  # of the size of a standard normal number
LOWER, LOWEST = 1e-4, 1e-12  # times as low is looked again, down to there, where not even the lowest rate is stable


@frozen(eq=False)
class RateRange:
    """rates, losses: (n,); the training loss at the end, NaN where it overflowed.

    start:          loss before any training
    epochs:         how long each rate was trained
    largest_stable: the last rate up to which all are stable; None where not even the lowest is
    fastest:        the rate with the lowest loss at the end; None where no rate learned anything
    suggested:      the fastest, but at most half the largest stable one; None where one of them is
    seconds:        what an epoch of one replica took
    """

    rates: Floats
    losses: Floats
    start: float
    epochs: int
    largest_stable: float | None
    fastest: float | None
    suggested: float | None
    complete: bool
    seconds: float


def rate_range(
    prepared: Prepared,
    budget: Budget,
    epoch_seconds: float,
    count: int = COUNT,
    needed: int = 1,
    done: OnDone = unwatched,
) -> RateRange:
    """epoch_seconds: what one epoch of one replica takes, so that the range trains as many epochs as fit.

    needed: epochs before which nothing shows; where they do not fit for so many rates, there are fewer, FEWEST at least
    done: called after each of the PARTS
    """
    fitting = int(budget.left / max(1e-9, needed * epoch_seconds))
    rates = _rates(prepared, max(min(count, FEWEST), min(count, fitting)))
    found = _ranged(prepared, rates, budget, epoch_seconds, done)
    while found.largest_stable is None and found.complete and not budget.over and found.rates[0] > LOWEST:
        found = _ranged(prepared, found.rates * LOWER, budget, found.seconds)
    return found


def short_range(prepared: Prepared, budget: Budget, epoch_seconds: float) -> RateRange:
    """The range of a spec on the way to the best one."""
    return rate_range(prepared, budget.share(SHORT_SHARE), epoch_seconds, SHORT)


def _ranged(
    prepared: Prepared, rates: Floats, budget: Budget, epoch_seconds: float, done: OnDone = unwatched
) -> RateRange:
    began, epochs = budget.clock(), _epochs(prepared, budget.left / max(1e-9, len(rates) * epoch_seconds))
    parts = [Part(prepared, epochs, budget, rates=tuple(rates[place::PARTS].tolist())) for place in range(PARTS)]
    apart = budget.together(parts, done)
    trained: list[Trained] = [each for each in chain(*zip_longest(*apart)) if each is not None]
    losses = np.array([_last_loss(each) for each in trained])
    seconds = (budget.clock() - began) / (epochs * len(rates))
    return _judged(rates, losses, start_loss(prepared), epochs, all(each.complete for each in trained), seconds)


def _epochs(prepared: Prepared, affordable: float) -> int:
    steps = ceil(len(prepared.data.x) / prepared.training.batch_size)
    return int(np.clip(affordable, 1, min(prepared.training.epochs, max(MOST_EPOCHS, ENOUGH_STEPS // steps))))


def usual_rate(optimizer: str) -> float:
    """The rate that people start from (Keras' defaults)."""
    return USUAL.get(optimizer, USUAL_ADAPTIVE)


def start_loss(prepared: Prepared) -> float:
    """The training loss before any training."""
    weights = prepared.network.initial(stream(prepared.training.seed, WEIGHTS))
    data = prepared.data
    unpacked = prepared.network.unpack(*weights)
    return evaluate(prepared.network, unpacked, data.x, data.y, prepared.training.loss)["loss"]


def _rates(prepared: Prepared, count: int) -> Floats:
    """(count,) evenly spaced in log η around the rate in use and the optimizer's usual one."""
    usual = usual_rate(prepared.training.optimizer.kind)
    used = prepared.spec.training.learning_rate or usual
    return np.geomspace(min(used, usual) * BELOW, max(used, usual) * ABOVE, count)


def _last_loss(trained: Trained) -> float:
    losses = trained.run.series.get("train/loss")
    return float(losses.values[-1]) if losses is not None and len(losses) else float("nan")


def _judged(rates: Floats, losses: Floats, start: float, epochs: int, complete: bool, seconds: float) -> RateRange:
    stable = np.isfinite(losses) & (losses <= start * RISE if start > 0 else losses <= start)
    unstable = np.flatnonzero(~stable)
    upto = int(unstable[0]) if len(unstable) else len(rates)
    largest = float(rates[upto - 1]) if upto else None
    learns = upto > 0 and start - np.nanmin(losses) > max(CERTAIN * _noise(losses[:upto]), ROUNDING * abs(start))
    fastest = float(rates[np.nanargmin(losses)]) if learns else None
    suggested = None if fastest is None or largest is None else min(fastest, BELOW_EDGE * largest)
    known = np.where(np.isfinite(losses), losses, np.nan)
    return RateRange(rates, known, start, epochs, largest, fastest, suggested, complete, seconds)


def _noise(losses: Floats) -> float:
    """The deviation of a loss from what its neighbours, at lower and higher rates, make expect; 0 of few losses.

    The median of the second differences, which a smooth curve has small ones of; those of noise of deviation σ have
    one of √6 σ.
    """
    if len(losses) < ENOUGH_RATES:
        return 0.0
    return float(np.median(np.abs(np.diff(losses, 2))) / (NORMAL_MEDIAN * np.sqrt(6)))

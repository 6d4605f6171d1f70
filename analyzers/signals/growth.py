"""The factor per record of an exploding curve, and the learning rate that it proves critical.

On a quadratic, one step of gradient descent multiplies the error along the sharpest direction by 1 − ηλ, so the loss
is multiplied by r = (1 − ηλ)² a step. With heavy-ball momentum β the error grows by the larger root ρ of
x² − (1 + β − ηλ)x + β, which gives ηλ = 1 + β + ρ + β/ρ (LeCun et al. 1998, "Efficient BackProp"; Goh 2017,
"Why Momentum Really Works").
"""

import numpy as np

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.signals.summary import mean

EXPLOSION = 1.02  # a factor per record below this is a creep, not an explosion


@frozen()
class Growth:
    """A stretch of exponential growth.

    first, last: records of the stretch, both included
    ratio:       factor per record, from a log-linear least-squares fit
    fit:         R² of that fit, 0…1
    """

    first: int
    last: int
    ratio: float
    fit: float


@frozen()
class Critical:
    """What a growth factor says. curvature: λ; rate_times_curvature: ηλ, stable below 2(1 + β)."""

    curvature: float
    rate_times_curvature: float
    learning_rate: float


def growth(values: Floats) -> Growth | None:
    """The final stretch over which positive values rise without a break; None where there is none of 3 records.

    Of a longer stretch the head that does not yet follow the fit is left out: other directions fade there.
    """
    last = len(values) - 1 - int(np.isfinite(values[::-1]).argmax())
    if last < 2 or not values[last] > values[last - 1] > values[last - 2] > 0:
        return None
    rises = (values[1 : last + 1] > values[:last]) & (values[:last] > 0)
    first = 0 if rises.all() else last - int(rises[::-1].argmin())
    return _fitted(np.log(values[first : last + 1]), first)


def _fitted(logs: Floats, first: int) -> Growth | None:
    for head in (0, len(logs) // 4, len(logs) // 2):
        stretch = logs[head:]
        if len(stretch) < 3:
            break
        slope, fit = _line(stretch)
        if fit > 0.99:
            break
    else:
        head, (slope, fit) = 0, _line(logs)
    ratio = float(np.exp(min(slope, 700.0)))
    return Growth(first + head, first + len(logs) - 1, ratio, fit) if ratio > EXPLOSION else None


def _line(logs: Floats) -> tuple[float, float]:
    at = np.arange(len(logs)) - (len(logs) - 1) / 2
    centred = logs - mean(logs)
    slope = float(at @ centred / (at @ at))
    total = float(centred @ centred)
    rest = centred - slope * at
    return slope, 1.0 - float(rest @ rest) / total if total else 0.0


def critical(ratio: float, rate: float, steps_per_record: float, momentum: float = 0.0) -> Critical:
    """The critical learning rate of gradient descent whose loss grows by `ratio` a record at learning rate `rate`.

    >>> found = critical(3.554697, 0.01, 1)
    >>> round(found.rate_times_curvature, 5), round(found.curvature, 3), round(found.learning_rate, 8)
    (2.88539, 288.539, 0.00693147)
    """
    root = ratio ** (1 / (2 * steps_per_record))
    product = 1 + momentum + root + momentum / root
    return Critical(product / rate, product, 2 * (1 + momentum) * rate / product)

"""The run was stopped while the loss still fell at a good pace.

What it means
    Nothing is wrong; there is more to be had by going on.

What to look at
    The forecast: power laws and exponentials with offset, fitted to the curve, with an interval.

When to ignore
    The budget is spent, or the validation loss has stopped (see overfitting).

References
    J. Hestness et al., "Deep Learning Scaling is Predictable, Empirically", arXiv 1712.00409 (power laws of curves).
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.forecast import Forecast, forecast
from analyzers.signals.magnitude import outsized
from analyzers.signals.progress import last_accuracy, progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, shape
from analyzers.signals.summary import differences


@frozen()
class Limits:
    records: int = 8  # records below which no power law can be fitted, and only the last steps count
    fewest: int = 3  # records below which nothing is said
    last: float = 0.04  # in a short log: share of the loss that the last record took off
    certain: float = 4.0  # standard errors of the fall in the last third
    gain: float = 0.1  # share of the present loss that as many records again would take off
    tail: float = 0.05  # or the share of it that the last third has taken off
    felt: float = 0.01  # and the share of it that the last third must have taken off for a forecast to be believed
    done: float = 0.015  # share of the highest loss at which it is low enough for anyone
    solved: float = 0.99  # accuracy from which no more is to be gained
    decayed: float = 0.05  # share of its highest rate at which a run that ends there has ended as planned
    begun: float = 0.1  # share of the start that has gone already: below it the pace is the question


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    key = parts.val_loss or parts.loss
    found = shape(run[key]) if key else None
    if key is None or found is None or parts.adversarial or len(found) < limits.fewest or _is_decayed(run, limits):
        return
    if (last_accuracy(run) or 0.0) > limits.solved or 0 <= found.end < limits.done * found.high:
        return
    if len(found) < limits.records:
        steps = differences(found.curve)
        if np.all(steps < 0) and -steps[-1] > limits.last * abs(found.end):
            yield _finding(run, key, found, None)
        return
    pace, rise = progress(found), float(found.smooth[-1]) - found.low
    if pace.fallen < limits.begun or rise > 3 * found.doubt + 0.01 * found.level or pace.tail.z > -limits.certain:
        return
    ahead = forecast(found.curve, len(found))
    gains = ahead is not None and ahead.value < found.end - limits.gain * abs(found.end)
    gains = gains and ahead is not None and ahead.low + ahead.high < 2 * found.end
    gains = gains and -pace.tail.change > limits.felt * abs(found.end)
    if gains or -pace.tail.change > limits.tail * abs(found.end):
        told = ahead if ahead is not None and ahead.value < found.end else None  # a power law fits not every fall
        yield _finding(run, key, found, told, -pace.tail.change)


def _is_decayed(run: Run, limits: Limits) -> bool:
    """Whether a schedule has brought the rate to its end: more records at that rate would bring little."""
    rates = run.series.get("lr")
    return rates is not None and bool(rates.values[-1] <= limits.decayed * np.fmax.reduce(rates.values))


def _finding(run: Run, key: str, found: Shape, ahead: Forecast | None, late: float | None = None) -> Finding:
    more = found.records
    evidence = {
        "records": number(more, "records"),
        "end": number(found.end),
        "last_step": number(found.curve[-1] - found.curve[-2]),
    }
    last = f"{late:.3g} in the last third" if late else f"{found.curve[-2] - found.curve[-1]:.3g} in the last record"
    told = f"The {'validation ' if key.startswith('val/') else ''}loss still fell when the run ended"
    headline = f"{told}, by {last}."
    if ahead is not None:
        headline = (
            f"{told}: {more} more records would bring it from {found.end:.4g} "
            f"to about {ahead.value:.4g} ({ahead.low:.4g} to {ahead.high:.4g})."
        )
        evidence |= {
            "forecast": number(ahead.value, note=f"after {more} more records"),
            "forecast_low": number(ahead.low),
            "forecast_high": number(ahead.high),
            "more_records": number(more, "records"),
        }
    return Finding(
        code="still_improving",
        severity="info",
        confidence=0.75 if ahead else 0.6,
        headline=headline,
        explanation="The pace is good and nothing else is wrong: train longer.",
        where=stretch(run, key, int(found.index[2 * len(found) // 3])),
        evidence=evidence,
        causes=_causes(outsized(run, found)),
    )


def _causes(large: float) -> tuple[Cause, ...]:
    few = Cause("too_few_epochs", 0.8, "the curve has not bent yet")
    return (few, Cause("unscaled_inputs", large, "a loss this large is one of unscaled data")) if large else (few,)


RULE = Rule(
    id="still_improving", severity="info", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits()
)

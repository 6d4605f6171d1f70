"""Whether a loss gets on, beside a number that does not."""

from analyzers.frozen import frozen
from analyzers.run import Run
from analyzers.signals.shape import shape, trend
from analyzers.signals.summary import differences


@frozen()
class Limits:
    records: int = 3  # equal records from which a loss counts as frozen: two can be equal by rounding
    steps: int = 5  # records of which each is lower than the one before: 1 of 120 orders
    even: float = 8.0  # standard errors of a trend from which a loss that creeps gets on all the same
    scatter: float = 0.03  # range of a loss that only scatters with its batches, as a share of its level


def move(run: Run, losses: list[str], limits: Limits) -> bool:
    """Whether one of the losses gets on."""
    return not all(_is_flat(run, key, limits) for key in losses)


def _is_flat(run: Run, key: str, limits: Limits) -> bool:
    found = shape(run[key])
    if found is None or len(found) < limits.records:
        return True
    line = trend(found.curve)
    if len(found) >= limits.steps and (differences(found.curve) < 0).all():
        return False
    flat = abs(line.z) < 2 or (abs(line.change) <= limits.scatter * found.level and abs(line.z) < limits.even)
    return bool(flat and found.start <= found.end + 2 * limits.scatter * found.level)

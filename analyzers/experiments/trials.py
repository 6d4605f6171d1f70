"""Remedies tried: the changed spec against the unchanged one, both trained from the same seeds.

A remedy *helped* when it did better on every seed, or, of five or more, better on average for certain (the interval
above no gain), or saved one that had failed and ruined none; by at least 5 % on average (1 % of the answers); and it
stayed finite on all. Losses are compared as ratios (in logarithms), shares of right answers as differences; the
interval is Student's t over the paired seeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log, sqrt

from analyzers.experiments.outcomes import Outcome, common_metric, measured
from analyzers.remedy import Patch

T_95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 14: 2.160}  # Student's t, 97.5 %, for n pairs
ENOUGH_SEEDS = 5  # from which the interval is narrow enough to decide
TINY = 1e-12  # a loss of 0 as the logarithm sees it


@dataclass(frozen=True)
class Bars:
    """gain: what counts as one on average · saved: as saving a seed · ruined: as ruining one."""

    gain: float
    saved: float
    ruined: float


FACTORS = Bars(log(1.05), log(2.0), log(10.0))  # of losses and errors
SHARES = Bars(0.01, 0.1, 0.1)  # of right answers


@dataclass(frozen=True)
class Trial:
    """What a change did. before, after: means over the seeds, None where one did not stay finite.

    gain, interval: times by which the loss fell, or by how much the share of right answers grew
    """

    action: str
    patch: Patch
    helped: bool
    metric: str
    before: float | None
    after: float | None
    gain: float | None
    interval: tuple[float, float] | None
    seeds: int
    complete: bool

    @property
    def promising(self) -> bool:
        """Whether it did better on average by as much as counts, certain or not."""
        bar = SHARES.gain if is_share(self.metric) else exp(FACTORS.gain)
        return self.gain is not None and self.gain >= bar

    @property
    def merit(self) -> tuple[bool, float, float]:
        """Sorts the best first: what helped, by its gain; where the unchanged spec was not finite, by what came out."""
        after = self.after if self.after is not None else inf
        return not self.helped, -(inf if self.gain is None else self.gain), -after if is_share(self.metric) else after


def is_share(metric: str) -> bool:
    return metric.endswith("accuracy")


def compare(action: str, patch: Patch, before: Outcome, after: Outcome) -> Trial:
    """The verdict on a change."""
    metric = common_metric([before, after])
    old, new = measured(before, metric).tolist(), measured(after, metric).tolist()
    gains = [_gain(metric, one, other) for one, other in zip(old, new, strict=True)]
    mean, interval = _interval(gains)
    back = float if is_share(metric) else exp
    return Trial(
        action=action,
        patch=patch,
        helped=all(map(isfinite, new)) and _helped(gains, SHARES if is_share(metric) else FACTORS),
        metric=metric,
        before=_mean(old),
        after=_mean(new),
        gain=None if mean is None else back(mean),
        interval=None if interval is None else (back(interval[0]), back(interval[1])),
        seeds=len(gains),
        complete=before.complete and after.complete,
    )


def _helped(gains: Sequence[float], bars: Bars) -> bool:
    interval = _interval(gains)[1]
    for_certain = len(gains) >= ENOUGH_SEEDS and interval is not None and interval[0] > 0 and min(gains) > -bars.ruined
    better_on_all = min(gains) > 0
    saved_one = max(gains) >= bars.saved and sum(gains) >= bars.saved and min(gains) > -bars.ruined
    return (better_on_all or for_certain or saved_one) and sum(gains) / len(gains) >= bars.gain


def _gain(metric: str, before: float, after: float) -> float:
    """Above 0 where `after` is better; infinite where only one of them is finite."""
    if not (isfinite(before) and isfinite(after)):
        return inf if isfinite(after) else -inf if isfinite(before) else 0.0
    if is_share(metric):
        return after - before
    return log(max(before, TINY)) - log(max(after, TINY))


def _interval(gains: Sequence[float]) -> tuple[float | None, tuple[float, float] | None]:
    """Mean and 95 % interval; None where a gain is infinite."""
    count = len(gains)
    if not all(isfinite(gain) for gain in gains):
        return None, None
    mean = sum(gains) / count
    if count not in T_95:
        return mean, None
    half = T_95[count] * sqrt(sum((gain - mean) ** 2 for gain in gains) / (count - 1) / count)
    return mean, (mean - half, mean + half)


def _mean(values: Sequence[float]) -> float | None:
    mean = sum(values) / len(values)
    return mean if isfinite(mean) else None

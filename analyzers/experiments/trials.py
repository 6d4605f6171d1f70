"""Remedies tried: the changed spec against the unchanged one, both trained from the same seeds.

A remedy *helped* when it did better by at least 5 % on average (1 % of the answers) for certain, stayed finite, and
ended below its start from every seed. It is certain where the interval, Student's t over the paired seeds, holds gains
only, or where it saved seeds that had failed (ended above their start, or answered no better than one constant answer)
and ruined none: what fails now and then has no mean worth an interval.

Losses are compared as ratios (in logarithms), shares of right answers as differences. Where the unchanged spec ended
above its start, the gain counts from the start of the changed one: to be better than an explosion says nothing.
"""

from collections.abc import Sequence
from math import exp, inf, isfinite, log, sqrt
from typing import Literal

from analyzers.experiments.outcomes import Outcome, at_the_start, common_metric, failed, measured
from analyzers.frozen import frozen
from analyzers.remedy import Patch

T_95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 14: 2.160}  # Student's t, 97.5 %, for n pairs
LEAST_SEEDS = 3  # from which anything is certain
TINY = 1e-12  # a loss of 0 as the logarithm sees it


@frozen()
class Bars:
    """gain: what counts as one on average · ruined: as ruining a seed."""

    gain: float
    ruined: float


FACTORS = Bars(log(1.05), log(10.0))  # of losses and errors
SHARES = Bars(0.01, 0.1)  # of right answers


@frozen()
class Trial:
    """What a change did. before, after: means over the seeds, None where one did not stay finite.

    gain, interval: times by which the loss fell, or by how much the share of right answers grew; no interval where it
                    is failures that are saved
    gain_from:      what it counts from: where the unchanged spec ended, or the start of the changed one, of seeds where
                    that ended above its own
    promising:      better on average by as much as counts, certain or not
    """

    action: str
    patch: Patch
    helped: bool
    promising: bool
    metric: str
    before: float | None
    after: float | None
    gain: float | None
    gain_from: Literal["end", "start"]
    interval: tuple[float, float] | None
    seeds: int
    complete: bool

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
    bars, back = (SHARES, float) if is_share(metric) else (FACTORS, exp)
    gains = [_gain(metric, one, other) for one, other in zip(_floors(before, after, metric), new, strict=True)]
    ends = [*zip(*(failed(each, metric.split("/")[0]) for each in (before, after)), strict=True)]
    saves = any(one and not other for one, other in ends) and min(gains) > -bars.ruined
    mean, interval = _interval(gains)
    promising = sum(gains) / len(gains) >= bars.gain and all(map(isfinite, new)) and not any(after.lost)
    certain = interval is not None and interval[0] > 0
    return Trial(
        action=action,
        patch=patch,
        helped=promising and (certain or saves) and len(gains) >= LEAST_SEEDS,
        promising=promising,
        metric=metric,
        before=_mean(old),
        after=_mean(new),
        gain=None if mean is None else back(mean),
        gain_from="start" if any(before.lost) else "end",
        interval=None if interval is None or (saves and not certain) else (back(interval[0]), back(interval[1])),
        seeds=len(gains),
        complete=before.complete and after.complete,
    )


def _floors(before: Outcome, after: Outcome, metric: str) -> list[float]:
    """What each seed is to do better than: where it ended unchanged; of one that got nowhere, also where it begins."""
    ends: list[float] = measured(before, metric).tolist()
    if not any(before.lost):
        return ends
    best = max if is_share(metric) else min
    starts = at_the_start(after, metric).tolist()
    return [
        best(start, end) if lost else end  # of a number and NaN, the number, as it stands first
        for start, end, lost in zip(starts, ends, before.lost, strict=True)
    ]


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

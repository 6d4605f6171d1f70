"""Remedies tried: the changed spec against the unchanged one, both trained from the same seeds.

A remedy *helped* when it did better on every seed, and by at least LEAST_GAIN on average. Losses are compared as
ratios (in logarithms), shares of wrong answers as differences; the interval is Student's t over the paired seeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, isfinite, log, sqrt

from analyzers.experiments.budget import Budget
from analyzers.nn import Overrides, Trained, train
from analyzers.remedy import Patch
from analyzers.run import Run
from analyzers.spec import Prepared, apply, plain, prepare, read

SEEDS = 3
T_95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}  # 97.5 % point of Student's t for n paired differences
LEAST_GAIN = 1.05  # times by which the loss has to fall
LEAST_FEWER_ERRORS = 0.01  # of the share of wrong answers, where losses cannot be compared
TINY = 1e-12  # a loss of 0 as the logarithm sees it
TAIL = 0.1  # of the records, the last ones, that make the value at the end


@dataclass(frozen=True, eq=False)
class Outcome:
    """A spec trained from several seeds."""

    prepared: Prepared
    trained: tuple[Trained, ...]

    @property
    def complete(self) -> bool:
        return all(each.complete for each in self.trained)


@dataclass(frozen=True)
class Trial:
    """What a change did. before, after: means over the seeds, None where one did not stay finite.

    gain, interval: times by which the loss fell, or by how much the share of wrong answers did
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


def variant(base: Prepared, patch: Patch) -> Prepared:
    """The spec with a patch applied, made ready; data that stays the same is not loaded again."""
    spec = read(apply(plain(base.spec), patch))
    touched = any(str(operation["path"]).startswith("/data") for operation in patch)
    return prepare(spec, None if touched else base.examples)


def outcome(prepared: Prepared, epochs: int, budget: Budget, seeds: int = SEEDS) -> Outcome:
    """Trains `seeds` copies for `epochs`, side by side."""
    training = replace(prepared.training, epochs=epochs)
    members = [Overrides(seed=training.seed + number) for number in range(seeds)]
    trained = train(prepared.network, prepared.data, training, members, stop=lambda: budget.over)
    return Outcome(prepared, tuple(trained))


def compare(action: str, patch: Patch, before: Outcome, after: Outcome) -> Trial:
    """The verdict on a change."""
    metric = metric_of(before, after)
    old, new = [[value(each.run, metric) for each in side.trained] for side in (before, after)]
    gains = [_gain(metric, one, other) for one, other in zip(old, new, strict=True)]
    mean, interval = _interval(gains)
    back = exp if metric.endswith("loss") else float
    bar = log(LEAST_GAIN) if metric.endswith("loss") else LEAST_FEWER_ERRORS
    return Trial(
        action=action,
        patch=patch,
        helped=min(gains) > 0 and (mean is None or mean >= bar),
        metric=metric,
        before=_mean(old),
        after=_mean(new),
        gain=None if mean is None else back(mean),
        interval=None if interval is None else (back(interval[0]), back(interval[1])),
        seeds=len(gains),
        complete=before.complete and after.complete,
    )


def metric_of(before: Outcome, after: Outcome) -> str:
    """What both can be measured by: the loss, held out where there is one; accuracy where their losses differ."""
    split = "val" if "val/loss" in before.trained[0].run else "train"
    same = before.prepared.spec.training.loss == after.prepared.spec.training.loss
    both = all(f"{split}/accuracy" in side.trained[0].run for side in (before, after))
    return f"{split}/accuracy" if both and not same else f"{split}/loss"


def value(run: Run, metric: str) -> float:
    """The metric at the end: the mean of the last records, NaN where one of them is."""
    values = run[metric].values
    tail = max(1, int(TAIL * len(values)))
    return float(values[-tail:].mean()) if len(values) else float("nan")


def _gain(metric: str, before: float, after: float) -> float:
    """Above 0 where `after` is better; infinite where only one of them is finite."""
    if not (isfinite(before) and isfinite(after)):
        return float(isfinite(after) - isfinite(before)) * float("inf") if isfinite(after) != isfinite(before) else 0.0
    if metric.endswith("accuracy"):
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

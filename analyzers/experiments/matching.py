"""Whether a replay does what a log shows: the same loss, the same growth, the same finding."""

from dataclasses import replace
from math import log

import numpy as np

import analyzers
from analyzers.diagnosis import judge
from analyzers.errors import AnalyzerError
from analyzers.experiments.replay import Replay
from analyzers.frozen import frozen
from analyzers.run import Floats, Run, Series
from analyzers.signals.roles import roles

CLOSE = 1.5  # times by which losses of one run usually differ when it starts from other weights
SAME_GROWTH = 0.01  # of the logarithm of the factor a record


@frozen()
class Match:
    """A run of the log beside the replay, over the epochs that both have.

    ratio:   median of the replay's loss / the log's
    growth:  factor a record over the whole stretch, in the log and in the replay; None where it cannot be told
    primary: the first finding of the log and of the replay, None for none
    agrees:  the same first finding, and losses within CLOSE of each other or growing alike
    """

    records: int
    ratio: float | None
    growth: tuple[float | None, float | None]
    primary: tuple[str | None, str | None]
    agrees: bool


def match(text: str, replay: Replay) -> Match | None:
    """Holds the replay against the log's run of the same optimizer and rate; None where the log holds no loss."""
    try:
        runs = analyzers.read(text.encode()).runs
    except AnalyzerError:
        return None
    run = next((each for each in runs if _same_setting(each, replay.run)), runs[0])
    key = roles(run).loss
    if key is None or "train/loss" not in replay.run:
        return None
    ours, theirs = _common(replay.run["train/loss"], run[key])
    ratio, growth = _median_ratio(ours.values, theirs.values), (_growth(theirs.values), _growth(ours.values))
    primary = (_first(run, key, theirs), _first(replay.run, "train/loss", ours))
    alike = ratio is not None and 1 / CLOSE <= ratio <= CLOSE
    return Match(len(theirs), ratio, growth, primary, primary[0] == primary[1] and (alike or _grow_alike(growth)))


def _same_setting(one: Run, other: Run) -> bool:
    return all(one.known(key) == other.known(key) for key in ("optimizer", "learning_rate"))


def _common(mine: Series, other: Series) -> tuple[Series, Series]:
    """Both at the epochs that both have; by order of the records where the log counts no epochs."""
    if other.unit == "epoch":
        _, at_mine, at_other = np.intersect1d(mine.steps, other.steps, return_indices=True)
        return _at(mine, at_mine), _at(other, at_other)
    both = np.arange(min(len(mine), len(other)))
    return _at(mine, both), _at(other, both)


def _at(series: Series, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Series:
    return replace(series, **{name: getattr(series, name)[places] for name in ("steps", "values", "positions")})


def _median_ratio(ours: Floats, theirs: Floats) -> float | None:
    both = np.isfinite(ours) & np.isfinite(theirs) & (theirs > 0)
    return float(np.median(ours[both] / theirs[both])) if both.any() else None


def _growth(values: Floats) -> float | None:
    usable = values[np.isfinite(values) & (values > 0)]
    return float((usable[-1] / usable[0]) ** (1 / (len(usable) - 1))) if len(usable) > 1 else None


def _grow_alike(growth: tuple[float | None, float | None]) -> bool:
    one, other = growth
    return one is not None and other is not None and abs(log(one / other)) < SAME_GROWTH


def _first(run: Run, key: str, series: Series) -> str | None:
    """The first finding of a run, seen through this stretch of its loss alone."""
    findings = judge(replace(run, series={key: series})).findings
    return findings[0].code if findings else None

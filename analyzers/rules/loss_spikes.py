"""The loss jumps up and comes back.

What it means
    Single bad batches or single too long steps. The run survives them, but each costs the records it takes to recover,
    and the next one may be the end.

What to look at
    Whether they grow or come closer together; whether they return at the same place of every epoch (then it is the
    data); the gradient norm, if it was logged.

When to ignore
    One small spike in a long run.

References
    A. Chowdhery et al., "PaLM", arXiv 2204.02311, section 5.1; R. Pascanu et al., arXiv 1211.5063 (gradient clipping).
"""

from collections.abc import Iterator

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Ints, Run, Series
from analyzers.signals.noise import scatter
from analyzers.signals.progress import progress
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, relative, shape
from analyzers.signals.spikes import SHORT, episodes, spikes
from analyzers.signals.summary import differences, highest, lowest, median, reach


@frozen()
class Limits:
    deviations: float = 10.0  # local standard deviations above the neighbours: noise of 10^7 records stays below 6
    ratio: float = 1.5  # and over the neighbours' level; heavy-tailed batches reach that without harm below it
    mild: float = 3.0  # ratio up to which a few of them are only worth knowing
    visible: float = 0.02  # share of the start that a peak must reach
    most: float = 0.9  # share of the records that must be above 0 for that: a batch may cost nothing in printed digits
    scatters: float = 4.0  # and in its logarithm how many times as far as one record scatters: batches of one are wild
    few: int = 3  # episodes that count as few
    common: float = 0.15  # share of the records from which it is the noise of the batches, not a spike
    guess: float = 1.1  # cost of a batch of hard examples at most, in units of that of guessing
    back: float = 0.25  # share of such a jump that must be made good again by the end of the log
    little: float = 0.5  # share of the loss that is gone since a first record out of all proportion, if it did no harm
    quiet: float = 0.03  # noise as a share of the level, below which a loss has settled since then
    young: int = 40  # records up to which a log may end before a jump is made good
    jump: float = 1.5  # ratio to everything before it of a jump in a series too short for neighbours


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    if parts.loss is None or parts.adversarial:
        return
    values = run[parts.loss].values
    places, found = _places(run[parts.loss], limits), shape(run[parts.loss])
    if found is not None and len(places):
        places = places[_matters(values[places], found, limits)]
    if found is not None and found.begin > 0 and progress(found).fallen < limits.little and found.low > 0:
        if relative(found) > limits.quiet:  # else it is a plateau that was reached at once
            yield _astray(run, parts.loss, found)
    elif len(places) and _are_rare(places, run[parts.loss], found, limits):
        yield _finding(run, parts.loss, places, limits)


def _are_rare(places: Ints, series: Series, found: Shape | None, limits: Limits) -> bool:
    """Whether they are events, and not what the noise of the batches looks like."""
    if len(series) < SHORT:
        return series.unit == "epoch" or found is None or not _are_batches(series.values, places, found)
    return len(episodes(places, len(series))) <= max(1, limits.common * len(series))


def _matters(peaks: Floats, found: Shape, limits: Limits) -> np.ndarray:
    """Flags of peaks that are something beside the start, and farther from the usual level than batches scatter."""
    visible = ~(np.abs(peaks) < limits.visible * abs(found.start))
    usual, above = median(found.curve), found.curve[found.curve > 0]
    if len(found) < SHORT or len(above) < limits.most * len(found) or usual <= 0:
        return visible
    return visible & ~(np.log(peaks / usual) < limits.scatters * scatter(np.log(above)))


def _places(series: Series, limits: Limits) -> Ints:
    found = _standing_out(series.finite, limits)
    if series.is_finite:
        return found
    told = np.isfinite(series.values)
    finite = np.flatnonzero(told)
    lone = np.flatnonzero(~told[: finite[-1]]) if len(finite) > 1 else finite
    passing = len(lone) <= limits.common * len(series) + 1 and told[0]
    return np.union1d(finite[found], lone) if passing else finite[found]


def _standing_out(values: Floats, limits: Limits) -> Ints:
    found = spikes(values, limits.deviations, limits.ratio)
    return found if len(found) or not 5 <= len(values) <= limits.young else _half_healed(values, limits)


def _half_healed(values: Floats, limits: Limits) -> Ints:
    """A single jump that is on its way back when the log ends: its peak; else nothing."""
    peak = int(values[1:].argmax()) + 1
    falls = np.flatnonzero(values[1 : peak + 1] <= values[:peak])
    leap = int(falls[-1]) + 2 if len(falls) else 1  # the first record of the unbroken climb to the peak
    before, after, top = values[:leap], values[peak:], float(values[peak])
    if not 1 < leap <= peak < len(values) - 2 or not top > limits.jump * highest(before) > 0:
        return np.empty(0, np.int64)
    calm = reach(before) < 0.3 * (top - highest(before))
    back = top - after[-1] > limits.back * (top - lowest(before)) and bool(np.all(after[1:] < after[:-1]))
    return np.array([peak] if calm and back else [], np.int64)


def _astray(run: Run, key: str, found: Shape) -> Finding:
    """The first record is out of all proportion, and little was learned since."""
    ratio = float(found.curve[0] / found.start)
    return Finding(
        code="loss_spikes",
        severity="info",
        confidence=0.7,
        headline=f"The first record, {found.curve[0]:.4g}, is {ratio:.3g} times the next ones, "
        f"and from {found.start:.4g} the loss came down to {found.end:.4g} only.",
        explanation="The first steps were so long that they threw the weights far off; the run never made up for it.",
        where=stretch(run, key, 0, int(found.index[found.begin])),
        evidence={
            "largest": number(float(found.curve[0])),
            "largest_over_usual": number(ratio, "ratio"),
            "usual": number(found.start),
        },
        causes=(
            Cause("learning_rate_too_high", 0.9, f"the loss began at {ratio:.3g} times its level"),
            Cause("unscaled_inputs", 0.6, "inputs of a huge scale make the first steps go astray"),
        ),
    )


def _finding(run: Run, key: str, places: Ints, limits: Limits) -> Finding:
    series, found = run[key], shape(run[key])
    groups = episodes(places, len(series))
    usual = abs(median(found.curve)) if found else 0.0
    sizes = np.abs(series.values[places])
    peak = float(np.max(sizes[~np.isnan(sizes)], initial=0.0)) or float("nan")
    ratio = peak / usual if usual else np.inf
    mild = np.isfinite(peak) and ratio < limits.mild and len(groups) <= limits.few
    mild = mild or (series.unit != "epoch" and found is not None and _are_batches(series.values, places, found))
    times = "once" if len(groups) == 1 else f"{len(groups)} times"
    return Finding(
        code="loss_spikes",
        severity="info" if mild else "warning",
        confidence=0.9 if len(series) >= SHORT else 0.75,
        headline=f"The loss jumps {times}, to {peak:.4g} where {usual:.4g} is usual, and comes back."
        if not np.isnan(peak)
        else f"The loss is NaN {times} where {usual:.4g} is usual, and comes back.",
        explanation="Single steps were far too long, or single batches far from the others.",
        where=stretch(run, key, int(places[0]), int(places[-1])),
        evidence={
            "spikes": number(len(groups), "times"),
            "largest": number(peak),
            "largest_over_usual": number(ratio, "ratio"),
            "usual": number(usual),
        },
        causes=(
            Cause("learning_rate_too_high", 0.6, "a step near the stability limit throws the weights out now and then"),
            Cause("batch_too_small", 0.35, "a few unusual examples rule a small batch"),
            Cause("unscaled_inputs", 0.2, "single examples with huge values give single huge gradients"),
        ),
    )


def _are_batches(values: Floats, places: Ints, found: Shape) -> bool:
    """Whether each is one record, no dearer than guessing was at the start, or than guessing one of two classes is:
    a batch of hard examples, no long step."""
    return bool(np.all(values[places] < Limits.guess * max(found.start, np.log(2))) and np.all(differences(places) > 1))


RULE = Rule(
    id="loss_spikes", severity="warning", needs=("train/loss|val/loss",), check=check, doc=__doc__, limits=Limits()
)

"""An experiment as Markdown: an answer that can be sent as it is."""

from collections.abc import Iterator

import numpy as np

from analyzers.experiments import Experiment
from analyzers.experiments.rate_range import RateRange
from analyzers.experiments.stability import Point, Stability
from analyzers.experiments.trials import Trial, is_share
from analyzers.remedies import REMEDIES
from analyzers.rendering.frameworks import NAMES
from analyzers.rendering.markup import code, plain
from analyzers.rendering.words import number
from analyzers.spec.code import write

UNCHANGED = 0.005  # a factor that rounds to 1
REMEDY_TITLES = {remedy.action: remedy.title for remedy in REMEDIES}


def experiment_markdown(tried: Experiment) -> str:
    """What was found and what helped."""
    return "\n\n".join((f"## {plain(headline(tried))}", *_sections(tried))) + "\n"


def headline(tried: Experiment) -> str:
    """One sentence: what the replay showed and what helped most."""
    best, replayed = tried.best, tried.replay
    shown = replayed.diagnosis.headline if replayed else "The spec was checked."
    if best is None:
        return shown
    actions = " and ".join(REMEDY_TITLES[action].lower() for action in best.actions)
    return (
        f"{shown} What helps: {actions} ({best.trial.metric} {_value(best.trial.before)} → {_value(best.trial.after)})."
    )


def _sections(tried: Experiment) -> Iterator[str]:
    if tried.prepared.examples.stand_in:
        yield "*The data is a stand-in of the stated shape, not yours.*"
    if tried.checks:
        yield "**Before any training**\n\n" + "\n".join(f"- {plain(found.headline)}" for found in tried.checks)
    if tried.replay:
        findings = tried.replay.diagnosis.findings
        shown = "\n".join(f"- {plain(found.headline)}" for found in findings) or "- Nothing is wrong."
        yield f"**Replayed** ({len(tried.replay.run['train/loss'])} epochs)\n\n{shown}"
    if tried.match:
        verb = "does what your log shows" if tried.match.agrees else "does not do what your log shows"
        yield f"The replay {verb}."
    if tried.stability and tried.stability.points:
        yield _stability(tried.stability, tried.prepared.spec.training.learning_rate)
    if tried.range:
        yield range_in_words(tried.range)
    if tried.trials:
        yield _trials(tried)
    if tried.best:
        (framework, text), *others = write(tried.best.outcome.prepared).items()
        yield f"**The best spec** in {NAMES[framework]}\n\n{_block(text)}"
        for framework, text in others:
            yield f"<details><summary>The same in {NAMES[framework]}</summary>\n\n{_block(text)}\n\n</details>"
    if tried.notes:
        yield "\n".join(f"- {plain(note)}" for note in tried.notes)


def _block(text: str) -> str:
    return f"```python\n{text.rstrip()}\n```"


def _stability(found: Stability, used: float) -> str:
    told = "; ".join(_point(point, found.optimizer) for point in dict.fromkeys((found.points[0], found.points[-1])))
    along = [point.learning_rate_limit for point in found.points if point.learning_rate_limit]
    lowest = f" In between the limit is at least {number(min(along))}." if len(along) > 2 else ""
    return f"**Curvature** (learning rate {number(used)}): {told}.{lowest}"


def _point(point: Point, optimizer: str) -> str:
    where = "at the start" if point.epoch == 0 else f"after epoch {point.epoch}"
    scaled = point.preconditioned and f", as {optimizer} scales it {number(point.preconditioned)}"
    limit = point.learning_rate_limit
    stable = f"stable up to {number(limit)}" if limit else f"no limit is known for {optimizer}"
    return f"{where} the sharpness is {number(point.sharpness)}{scaled or ''}, {stable}"


def range_in_words(found: RateRange) -> str:
    told = f"**Learning rates** from {number(found.rates[0])} to {number(found.rates[-1])}"
    if not found.complete and not np.isfinite(found.losses).any():
        return f"{told}: there was no time to try them."
    if found.largest_stable is None:
        return f"{told}: none of them is stable."
    told += f", {len(found.rates)} of them for {found.epochs} epoch{'s' * (found.epochs != 1)} each"
    if found.fastest is None:
        return f"{told}: none of them lowers the loss by more than it varies."
    return (
        f"{told}: the largest one that was stable is {number(found.largest_stable)}, "
        f"the fastest {number(found.fastest)}; take {number(found.suggested)}."
    )


def _trials(tried: Experiment) -> str:
    rows = [
        "| remedy | helped | measured by | before | after | gain (95 % interval) | seeds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {plain(REMEDY_TITLES[trial.action])} | {'yes' if trial.helped else 'no'} | {code(trial.metric)} "
            f"| {_value(trial.before)} | {_value(trial.after)} | {_gain(trial)} | {trial.seeds} |"
            for trial in tried.trials
        ),
    ]
    return "**Tried by re-training**\n\n" + "\n".join(rows)


def _value(value: float | None) -> str:
    return "not finite" if value is None else number(value, 4)


def _gain(trial: Trial) -> str:
    """How many times lower the loss is, or how many points of right answers there are more."""
    if trial.gain is None:
        return "becomes finite" if trial.helped else "stays infinite" if trial.after is None else ""
    if is_share(trial.metric):
        return f"{100 * trial.gain:+.1f} points{_between(trial, 100)}"
    than = " than it begins" if trial.gain_from == "start" else ""
    if abs(trial.gain - 1) < UNCHANGED:
        return "no change"
    if trial.gain < 1:
        return f"{number(1 / max(trial.gain, 1e-300), 3)} times higher{than}"
    return f"{number(trial.gain, 3)} times lower{_between(trial, 1)}{than}"


def _between(trial: Trial, scale: float) -> str:
    """The interval, in brackets."""
    return (
        f" ({number(scale * trial.interval[0], 3)} … {number(scale * trial.interval[1], 3)})" if trial.interval else ""
    )

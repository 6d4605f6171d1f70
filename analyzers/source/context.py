"""Gives each run of a text the facts that stand where its own do: in its lines, above it, and only then elsewhere.

A question shows code and a log, an answer shows other code and another log. A run takes what stands in its own lines,
then what stands between the run before and itself, then what stands above that. Code below it belongs to another
answer, unless there is none above: many people post the output first and the code after it. So it is with words below:
they count for the last run, where nothing above says a setting, and where they tell, not advise.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analyzers.run import ContextValue, Run
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.facts import facts

HEADING_REACH = 3  # lines above a run within which a setting is its heading
_OF_OPTIMIZER = frozenset({"learning_rate", "momentum", "beta_1", "beta_2"})
_TOLD_BELOW = frozenset({"optimizer", "learning_rate", "batch_size"})  # one of them above: the text opens with settings

Zones = Sequence[Sequence[Fact]]


def context_for(runs: Sequence[Run], text: str | bytes) -> tuple[Run, ...]:
    """The runs of a text, each with the context that the text (or its UTF-8) gives it; what a run knows is kept."""
    found = facts(text)
    told = (_told(run, _context(run, runs, found)) for run in runs) if found else runs
    return tuple(_with_logged_rate(run) for run in told)


def _told(run: Run, context: dict[str, ContextValue]) -> Run:
    return replace(run, context=_with_steps({**context, **run.context}))


def context_of(text: str) -> dict[str, ContextValue]:
    """The context of a text as a whole, for one that holds no run."""
    return _with_steps(_resolve((facts(text),), 0))


def _context(run: Run, runs: Sequence[Run], found: Iterable[Fact]) -> dict[str, ContextValue]:
    first, last = run.lines
    if last == 0:
        return _resolve((tuple(found),), 0)
    first = max(first, min((int(one.positions[0]) for one in run.series.values()), default=first))  # the first record
    others = [other.lines for other in runs if other is not run and other.lines[1]]
    above = max((end for _, end in others if end < first), default=0)
    mine = [fact for fact in found if fact.origin == "code" or not _inside(fact, others)]
    own = _steady([fact for fact in mine if first <= fact.line <= last], run)
    before = [fact for fact in mine if above < fact.line < first]
    earlier = [fact for fact in mine if fact.line <= above]
    zones: list[Sequence[Fact]] = [own, before, earlier]
    if not any(fact.origin == "code" for zone in zones for fact in zone if fact.key != "framework"):
        zones.append([fact for fact in mine if fact.line > last and fact.origin == "code"])
    is_last = not any(start > last for start, _ in others)
    if is_last and not any(fact.key in _TOLD_BELOW for zone in zones for fact in zone):
        zones.append([fact for fact in mine if fact.line > last and fact.origin == "text" and not fact.advice])
    zones.append([fact for fact in mine if fact.line > last and fact.key == "framework"])
    return _resolve(zones, first)


def _with_logged_rate(run: Run) -> Run:
    """The run with the learning rate that it logs, where that never changes and nothing else tells it."""
    if "learning_rate" in run.context or "lr" not in run or "train/learning_rate" in run:
        return run
    rates, places = run["lr"].values, run["lr"].positions
    whole = 2 * len(rates) >= max(map(len, run.series.values()))
    if not whole or not 0 < rates[0] < math.inf or (rates != rates[0]).any():
        return run
    rate = ContextValue(float(rates[0]), f"log, line {int(places[0])}" if run.lines[1] else "log")
    return run.with_context({"learning_rate": rate})


def _inside(fact: Fact, spans: Iterable[tuple[int, int]]) -> bool:
    """What another run's own lines say is about that run; code in them may be about all."""
    return fact.key != "framework" and any(start <= fact.line <= end for start, end in spans)


def _steady(own: list[Fact], run: Run) -> list[Fact]:
    """A setting that a log changes inside a run is a curve of it, not a setting; code and prose are no log."""
    values: dict[str, set[float | int | str]] = {}
    for fact in own:
        if _is_logged(fact):
            values.setdefault(fact.key, set()).add(fact.value)
    if "lr" in run:
        values.setdefault("learning_rate", set()).update(run["lr"].values.tolist())
    return [fact for fact in own if not _is_logged(fact) or len(values[fact.key]) == 1]


def _is_logged(fact: Fact) -> bool:
    return fact.origin == "text" and fact.certainty is Certainty.STATED


def _resolve(zones: Zones, start: int) -> dict[str, ContextValue]:
    """One value a key: the nearest zone that states it, then the nearest that mentions it."""
    chosen: dict[str, tuple[int, Fact]] = {}
    for place, zone in enumerate(zones):
        for key in {fact.key: None for fact in zone if fact.certainty is not Certainty.MENTIONED}:
            if key not in chosen:
                chosen[key] = (place, _best([fact for fact in zone if fact.key == key], start))
    for place, zone in enumerate(zones):
        for key, fact in _mentioned(zone).items():
            chosen.setdefault(key, (place, fact))
    _fit_to_optimizer(chosen, zones, start)
    return {key: ContextValue(fact.value, fact.source) for key, (_, fact) in chosen.items()}


def _best(candidates: list[Fact], start: int) -> Fact:
    """The most certain one; of several in code the last, of several in text the heading of the run, else the first."""
    most = max(fact.certainty for fact in candidates)
    sure = [fact for fact in candidates if fact.certainty == most]
    heading = [fact for fact in sure if 0 < start - fact.line <= HEADING_REACH]
    if heading:
        return heading[-1]
    last_wins = most > Certainty.SIGNATURE and sure[0].key != "batch_size"  # the training loader stands first
    in_code = [fact for fact in sure if fact.origin == "code" and last_wins]
    return in_code[-1] if in_code else sure[0]


def _mentioned(zone: Sequence[Fact]) -> dict[str, Fact]:
    """What prose mentions, where it mentions one value only."""
    by_key: dict[str, list[Fact]] = {}
    for fact in zone:
        if fact.certainty is Certainty.MENTIONED:
            by_key.setdefault(fact.key, []).append(fact)
    return {key: found[0] for key, found in by_key.items() if len({fact.value for fact in found}) == 1}


def _fit_to_optimizer(chosen: dict[str, tuple[int, Fact]], zones: Zones, start: int) -> None:
    """A framework's default, or a rate from other code, holds only for the optimizer that it was found with."""
    if "optimizer" not in chosen:
        return
    zone, optimizer = chosen["optimizer"]
    for key in _OF_OPTIMIZER & set(chosen):
        place, fact = chosen[key]
        if fact.origin != "code":
            continue
        if place > zone and optimizer.origin == "code":
            del chosen[key]
        elif fact.certainty is Certainty.DEFAULT and fact.line != optimizer.line:
            fitting = [other for other in zones[place] if other.key == key and other.line == optimizer.line]
            if fitting:
                chosen[key] = (place, _best(fitting, start))
            else:
                del chosen[key]


def _with_steps(context: dict[str, ContextValue]) -> dict[str, ContextValue]:
    """Steps per epoch follow from examples and batch size: the last, smaller batch counts.

    A log that counts as many as there are examples counts examples, as the bars of old Keras do.
    """
    examples, batch, steps_told = (context.get(key) for key in ("examples", "batch_size", "steps_per_epoch"))
    if examples and batch and (steps_told is None or steps_told.value == examples.value):
        steps = math.ceil(float(examples.value) / float(batch.value))
        context["steps_per_epoch"] = ContextValue(
            steps, f"{examples.value} examples in batches of {batch.value} ({examples.source}; {batch.source})"
        )
    return context

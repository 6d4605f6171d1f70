"""Streams → runs: cut where counters begin anew, each metric under its canonical name."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.runs.streams import Stream
from analyzers.free_text.runs.totals import totals
from analyzers.metrics import keys
from analyzers.restarts import restarts
from analyzers.run import Floats, Run, Series

_END = int(np.iinfo(np.int64).max)
_ELIDED = re.compile(r"[\s.…⋮*\[\]()<>]*(?:\.\.\.|…|⋮)[\s.…⋮*\[\]()<>]*")


def runs(streams: list[Stream], blocks: list[Block], wordy: list[tuple[int, str]]) -> list[Run]:
    """The runs of a text, in its order. blocks: all that show a counter · wordy: lines without a number."""
    elided = [row // PER_LINE for row, text in wordy if _ELIDED.fullmatch(text)]
    edges = [0, *_boundaries(streams), _END]
    streams = [stream for stream in streams if not _heads_runs(stream, streams, edges)]
    made: list[Run] = []
    for begin, end in pairwise(edges):
        series = _series(streams, begin, end)
        if series:
            first = made[-1].lines[1] + 1 if made else 1
            last = max(int(one.positions[-1]) for one in series.values())
            context = totals(blocks, begin, end)
            notes = (*_resumed(streams, begin, end), *_left_out(series, elided))
            made.append(Run(series, f"run {len(made) + 1}", context, notes, (first, last)))
    return made


def _boundaries(streams: list[Stream]) -> list[int]:
    """Places where a new run begins: where one stream, or several at about the same place, count from the start."""
    gaps: list[tuple[int, int]] = []
    for stream in streams:
        if stream.steps is not None:
            new, _ = restarts(stream.steps)
            gaps += [(int(stream.rows[place - 1]), int(stream.rows[place])) for place in new]
    found: list[int] = []
    for before, at in sorted(gaps, key=lambda gap: gap[1]):
        if not found or before >= found[-1]:
            found.append(at)
    return found


def _heads_runs(stream: Stream, streams: list[Stream], edges: list[int]) -> bool:
    """Whether a learning rate stands above each of several runs and nowhere else: a heading, not a curve."""
    if stream.slot.role != "lr" or stream.kind or len(edges) == 2:
        return False
    metrics = [other.rows for other in streams if other.slot.role == "metric"]
    if not metrics:
        return False
    records = np.sort(np.concatenate(metrics))
    following = np.searchsorted(records, stream.rows)
    firsts = np.searchsorted(records, edges[:-1])
    return bool(np.isin(following, firsts).all())


def _resumed(streams: list[Stream], begin: int, end: int) -> Iterator[str]:
    """What there is to say where a counter fell back, but not to the start."""
    said: set[tuple[float, float]] = set()
    for stream in streams:
        if stream.steps is None:
            continue
        steps = stream.steps[stream.between(begin, end)]
        for place in restarts(steps)[1]:
            jump = (float(steps[place - 1]), float(steps[place]))
            if jump not in said:
                said.add(jump)
                yield (
                    f"{stream.unit} {jump[1]:g} follows {jump[0]:g}: read as one run that was resumed; "
                    "of a step that is logged twice the later value counts."
                )


def _left_out(series: dict[str, Series], elided: list[int]) -> Iterator[str]:
    """Which steps are missing where the text says "..."."""
    longest = max(series.values(), key=len)
    for line in elided:
        after = int(np.searchsorted(longest.positions, line))
        if 0 < after < len(longest):
            steps = longest.steps[after - 1 : after + 1]
            yield f"Lines are left out between {longest.unit} {steps[0]} and {steps[1]}."


def _series(streams: list[Stream], begin: int, end: int) -> dict[str, Series]:
    inside = [(stream, stream.between(begin, end)) for stream in streams]
    present = [(stream, chosen) for stream, chosen in inside if chosen.start < chosen.stop]
    if any(stream.slot.role == "metric" for stream, _ in present):
        present = [(stream, chosen) for stream, chosen in present if _is_curve(stream, stream.values[chosen])]
    present.sort(key=lambda pair: pair[1].start - pair[1].stop)
    names = keys((stream.slot.name, stream.split) for stream, _ in present)
    series: dict[str, Series] = {}
    for stream, chosen in present:
        key = names[stream.slot.name, stream.split]
        series.setdefault(key if key not in series else f"{key}_per_{stream.kind or 'record'}", _one(stream, chosen))
    return dict(sorted(series.items(), key=lambda item: int(item[1].positions[0])))


def _is_curve(stream: Stream, values: Floats) -> bool:
    """An unknown name beside metrics is worth a curve where it changes, or is no number; else it is a setting."""
    return stream.slot.role != "unknown" or (len(values) > 1 and not bool(np.all(values == values[0])))


def _one(stream: Stream, chosen: slice) -> Series:
    values, places = stream.values[chosen], stream.rows[chosen] // PER_LINE
    name = re.sub(r"\s+", " ", stream.slot.name)
    if stream.steps is None:
        return Series(np.arange(1, len(values) + 1, dtype=np.int64), values, "record", name, places)
    steps = stream.steps[chosen].astype(np.int64)
    if (steps[1:] > steps[:-1]).all():
        return Series(steps, values, stream.unit, name, places)
    return Series.tidy(steps, values, stream.unit, name, places)

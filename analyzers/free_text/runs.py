"""Streams → runs: cut where counters begin anew, each metric under its canonical name."""

import re

import numpy as np

from analyzers.counters import restarts
from analyzers.free_text.clean import PER_LINE
from analyzers.free_text.streams import Stream
from analyzers.metrics import keys
from analyzers.run import Run, Series


def runs(streams: list[Stream]) -> tuple[list[Run], list[str]]:
    """The runs of a text, in its order, and notes on what was assumed."""
    notes: list[str] = []
    bounds = _boundaries(streams, notes)
    edges = [0, *bounds, np.iinfo(np.int64).max]
    made = []
    for index, (begin, end) in enumerate(zip(edges, edges[1:], strict=False)):
        series = _series(streams, begin, end)
        if series:
            last = max(int(one.positions[-1]) for one in series.values())
            first = made[-1].lines[1] + 1 if made else 1
            made.append(Run(series, f"run {len(made) + 1}", {}, (), (first, last)))
    return made, notes


def _boundaries(streams: list[Stream], notes: list[str]) -> list[int]:
    """Rows at which a new run begins: where one stream or several at about the same place count from the start again."""
    gaps: list[tuple[int, int]] = []
    for stream in streams:
        if stream.steps is None or len(stream.rows) < 2:
            continue
        new, resumed = restarts(stream.steps)
        gaps += [(int(stream.rows[place - 1]), int(stream.rows[place])) for place in new]
        for place in resumed[:1]:
            notes.append(
                f"{stream.unit} {stream.steps[place]:g} follows {stream.steps[place - 1]:g}: read as a resumed run; a step logged twice counts once, the later value stays."
            )
    found: list[int] = []
    low, high = -1, -1
    for begin, end in sorted(gaps, key=lambda gap: gap[1]):
        if begin >= high:
            if high >= 0:
                found.append(high)
            low, high = begin, end
        else:
            low = max(low, begin)
    if high >= 0:
        found.append(high)
    if found:
        notes.append(f"Counters start again {len(found)} times: read as {len(found) + 1} runs.")
    return found


def _series(streams: list[Stream], begin: int, end: int) -> dict[str, Series]:
    inside = [(stream, (stream.rows >= begin) & (stream.rows < end)) for stream in streams]
    present = [(stream, chosen) for stream, chosen in inside if chosen.any()]
    metrics = any(stream.slot.role == "metric" for stream, _ in present)
    present = [pair for pair in present if not metrics or _varies(pair[0].slot.role, pair[0].values[pair[1]])]
    present.sort(key=lambda pair: -int(pair[1].sum()))
    names = keys((stream.slot.name, stream.split) for stream, _ in present)
    series: dict[str, Series] = {}
    for stream, chosen in present:
        key = names[(stream.slot.name, stream.split)]
        if key in series:
            key = f"{key}_per_{stream.kind or 'record'}"
        series.setdefault(key, _one(stream, chosen))
    return dict(sorted(series.items(), key=lambda item: int(item[1].positions[0])))


def _varies(role: str, values: np.ndarray) -> bool:
    """An unknown name beside metrics is worth a curve where it changes, or is not a number; else it is a setting."""
    return role != "unknown" or (len(values) > 1 and not bool(np.all(values == values[0])))


def _one(stream: Stream, chosen: np.ndarray) -> Series:
    values, places = stream.values[chosen], stream.rows[chosen] // PER_LINE
    name = re.sub(r"\s+", " ", stream.slot.name)
    if stream.steps is None:
        return Series(np.arange(1, len(values) + 1, dtype=np.int64), values, "record", name, places)
    steps = stream.steps[chosen].astype(np.int64)
    if np.all(np.diff(steps) > 0):
        return Series(steps, values, stream.unit, name, places)
    return Series.tidy(steps, values, stream.unit, name, places)

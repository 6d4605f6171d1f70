"""Blocks → streams: one metric each, with the steps its values belong to."""

import numpy as np

from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot
from analyzers.free_text.runs.clock import clocked
from analyzers.free_text.runs.points import Points
from analyzers.free_text.runs.sections import Sections, divided, spoken
from analyzers.free_text.runs.sightings import Sightings, by_data
from analyzers.frozen import frozen
from analyzers.metrics import divide
from analyzers.run import Floats, Ints, Unit

Key = tuple[str, str, str]
"""What makes values one stream: the metric's words, its split, the finest counter in its lines ("" for none)."""

Times = dict[int, tuple[Points, Floats | None, Unit]]
"""By which steps values go, by the identity of their places: the metrics of one statement share them."""

SUMMARY = 3
"""Values without a counter that are so many times fewer than those with one sum them up."""

FINAL = 10
"""One value from another statement of the program than so many others is printed after training, not during it."""


@frozen(eq=False)
class Stream:
    """All values of one metric, in the order of the log.

    rows:  (n,) places in the log
    steps: (n,) what they are counted by, in `unit`; None where the log has no counter for them
    kind:  the finest counter in its lines
    """

    slot: Slot
    split: str
    kind: str
    rows: Ints
    values: Floats
    steps: Floats | None
    unit: Unit

    def between(self, begin: int, end: int) -> slice:
        """The values at places `begin` … `end` (not included)."""
        if len(self.rows) and begin <= self.rows[0] and self.rows[-1] < end:  # as in most logs, of one run
            return slice(0, len(self.rows))
        first, last = np.searchsorted(self.rows, (begin, end)).tolist()
        return slice(first, last)


def streams(blocks: list[Block], headers: list[Block], above: Sections) -> list[Stream]:
    """One stream for each metric, and for each way in which it is counted."""
    seen = Sightings([*blocks, *headers])
    slots: dict[Key, Slot] = {}
    groups: dict[Key, list[tuple[str, Points]]] = {}
    beside = spoken(blocks) if any(not block.template.counters for block in blocks) else Sections.of([])
    for block in blocks:
        kind = next((kind for kind in ("step", "batch", "epoch") if kind in block.template.counters), "")
        for slot in block.template.slots:
            stated, rest = divide(slot.name)
            for split, points in divided(block, slot, above, beside):
                key = (f"train {rest}" if stated == "train" else rest, split, kind)
                slots.setdefault(key, slot)
                groups.setdefault(key, []).append((block.template.program, points))
    made: list[Stream] = []
    times: Times = {}
    for key, group in _without_summaries(groups).items():
        training, other = by_data(Points.joined(_of_one_statement(group)), seen["epoch"])
        made.append(_clocked(slots[key], key[1], key[2], training, seen, times))
        if other and len(other) > 1 and (key[0], "val", key[2]) not in groups:
            made.append(_clocked(slots[key], "val", key[2], other, seen, times))
    return made


def _clocked(slot: Slot, split: str, kind: str, points: Points, seen: Sightings, times: Times) -> Stream:
    """times: of the metrics before"""
    alike = times.get(id(points.rows))
    if alike is None:
        counted, steps, unit = clocked(points, seen)
        if counted is points:
            times[id(points.rows)] = counted, steps, unit
    else:
        counted, (_, steps, unit) = points, alike
    return Stream(slot, split, kind, counted.rows, counted.values, steps, unit)


def _without_summaries(groups: dict[Key, list[tuple[str, Points]]]) -> dict[Key, list[tuple[str, Points]]]:
    """A few values without a counter, beside many of the same metric with one, are a summary, or a broken line."""
    sizes = {key: sum(len(points) for _, points in group) for key, group in groups.items()}
    counted: dict[tuple[str, str], int] = {}
    for (name, split, kind), size in sizes.items():
        plain = (name.removeprefix("train "), split)
        counted[plain] = max(counted.get(plain, 0), size if kind else 0)
    return {
        key: group
        for key, group in groups.items()
        if not _sums_up(key, sizes[key], counted[key[0].removeprefix("train "), key[1]])
    }


def _sums_up(key: Key, size: int, counted: int) -> bool:
    return SUMMARY * size <= counted and (
        not key[2] or (size == 1 and key[2] == "epoch" and key[0].startswith("train "))
    )


def _of_one_statement(group: list[tuple[str, Points]]) -> list[Points]:
    """Without the one value that another statement printed at the end."""
    sizes: dict[str, int] = {}
    for statement, points in group:
        sizes[statement] = sizes.get(statement, 0) + len(points)
    most = max(sizes.values())
    return [points for statement, points in group if sizes[statement] > 1 or most < FINAL or not statement]

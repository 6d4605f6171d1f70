"""Numbers without any name: one a line, or a count and a number, as `print(step, loss)` gives them. A last resort."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analyzers.free_text.last_resorts.recited import metric_said
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.lines.tokens import number
from analyzers.free_text.names.roles import is_metric
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.blocks import Block, Heap, heaps
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.metrics import words
from analyzers.run import Floats

FEWEST = 5
"""Fewer lines of numbers are no curve."""

WIDE = 3
"""So many numbers in a line are several metrics, behind two counts: "3  1500  0.52  0.81  0.001"."""

NEAR = 2
"""Lines above the first number in which a heading may stand."""

FEWEST_COUNTED = 3
"""Where a count stands before each number, fewer do."""

_BOTH = re.compile(r"\b(train(?:ing)?) ?(?:and|/|&|,|vs\.?) ?(?:val|test)\w*", re.IGNORECASE)
"""Two columns, of which the first is read."""

HITS = "Nothing but counts out of a total: read as the share that was right."

NAMELESS = "The numbers have no name: read as the training loss."


def bare(lines: Lines) -> tuple[list[Block], str]:
    """Lines that hold nothing but numbers: one, a growing count and one, or two such counts and several.

    Stretches of them under a heading that names a metric are that metric's; else the longest one is the loss, which
    is told.
    """
    found = [(stretch, _heading(lines, stretch[0])) for stretch in _stretches(lines) if len(stretch) >= FEWEST]
    named = [(stretch, name) for stretch, name in found if name]
    chosen = named or [(stretch, "") for stretch, _ in sorted(found, key=lambda one: -len(one[0]))[:1]]
    blocks = [block for stretch, name in chosen if (block := _block(lines, stretch, name)) is not None]
    return blocks, NAMELESS if blocks and not named else ""


def counted(lines: Lines) -> tuple[list[Block], str]:
    """Lines that count and give one number more, which has no name: "Epoch 3: 0.52". Under a heading it has one."""
    alike: dict[object, list[Heap]] = {}
    for heap in heaps(lines).values():
        template = heap.template
        last = max((*template.counters.values(), *template.totals.values()), default=-1) + 1
        if 0 < last == len(heap.values[0]) - 1 and not (template.slots or template.strange or template.bar):
            alike.setdefault((tuple(template.counters.items()), last), []).append(heap)
    found = [Heap.joined(group) for group in alike.values() if sum(len(heap.rows) for heap in group) >= FEWEST_COUNTED]
    if not found:
        return [], ""
    heap = max(found, key=lambda heap: len(heap.rows))
    last = len(heap.values[0]) - 1
    name = _heading(lines, bisect_left(lines.rows, heap.rows[0]))
    template = replace(heap.template, slots=(Slot(last, "metric", name or "loss"),))
    block = Heap(template, heap.text, heap.rows, heap.values).block()
    if block.absent or _are_counts(block.columns[last]):
        return [], ""
    return [block], "" if name else NAMELESS


def _stretches(lines: Lines) -> Iterator[list[int]]:
    """The indices of lines of numbers alone, one below the other, none with fewer numbers than the first."""
    stretch: list[int] = []
    width = 0
    for index, (shape, values) in enumerate(zip(lines.shapes, lines.values, strict=True)):
        count = len(values) if not shape.strip(" \t,;:()[]-*•\0") else 0
        if stretch and (count < width or (width < WIDE and count != width)):
            yield stretch
            stretch = []
        if count:
            width = width if stretch else count
            stretch.append(index)
    yield stretch


def _heading(lines: Lines, first: int) -> str:
    """The metric that the last line with words above a stretch names, if it is near and names no other."""
    place = bisect_left(lines.lettered, first) - 1
    near = place >= 0 and first - lines.lettered[place] <= NEAR
    heading = lines.texts[lines.lettered[place]] if near else ""
    return metric_said(_BOTH.sub(r"\1", heading)) if sum(map(is_metric, words(heading))) < 2 else ""


def _block(lines: Lines, stretch: list[int], name: str) -> Block | None:
    """A stretch as values of one metric; None where no column counts them, or one of data may, and nothing names it."""
    width = len(lines.values[stretch[0]])
    table = np.asarray([[_value(token) for token in lines.values[index][:width]] for index in stretch])
    whole = [_are_counts(column) for column in table.T]
    last = width - 1 if width < WIDE else next((at for at in range(width) if not whole[at]), 0)
    counters: dict[Kind, int] = {"step": last - 1} if last else {}
    if last == 2 and np.all(np.diff(table[:, 0]) >= 0):
        counters["epoch"] = 0
    if (last and not _counts(table[:, last - 1])) or last > 2 or (width >= WIDE and last < (1 if name else 2)):
        return None
    rows = np.asarray([lines.rows[index] for index in stretch], np.int64)
    template = Template((Slot(last, "metric", name or "loss"),), counters)
    return Block(template, lines.texts[stretch[0]], rows, {index: table[:, index] for index in range(last + 1)})


def hits(blocks: list[Block]) -> list[Block]:
    """Lines that only count epochs and "9095 / 10000": no place within the epoch, but how many were right."""
    return [
        replace(
            block,
            template=Template(
                (Slot(block.template.counters["batch"], "metric", "accuracy", "test", per=per),), {"epoch": at}
            ),
        )
        for block in blocks
        if len(block) > 2 and (at := block.template.counters.get("epoch", -1)) >= 0
        if (per := block.template.totals.get("batch", -1)) >= 0 and _counts(block.count("epoch"))
        if np.any(block.count("batch") != block.columns[per]) and _are_counts(block.columns[per])
    ]


def _value(token: str) -> float:
    found = number(token)
    return np.nan if found is None else found


def _are_counts(column: Floats) -> bool:
    return bool(np.all(column == np.floor(column)))


def _counts(column: Floats) -> bool:
    return _are_counts(column) and bool(np.all(np.diff(column) > 0))

"""Numbers without any name: one a line, or a count and a number, as `print(step, loss)` gives them. A last resort."""

from dataclasses import replace

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.lines import Lines
from analyzers.free_text.template import Slot, Template
from analyzers.free_text.tokens import number
from analyzers.run import Floats

FEWEST = 5
"""Fewer lines of numbers are no curve."""

HITS = "Nothing but counts out of a total: read as the share that was right."

NAMELESS = "The numbers have no name: read as the training loss."


def bare(lines: Lines) -> list[Block]:
    """The longest stretch of lines that hold nothing but one number, or a growing count and a number."""
    longest: list[int] = []
    stretch: list[int] = []
    width = 0
    for index, (shape, values) in enumerate(zip(lines.shapes, lines.values, strict=True)):
        count = len(values) if not shape.strip(" \t,;:()[]\0") else 0
        if not 1 <= count <= 2 or (stretch and count != width):
            stretch = []
        if 1 <= count <= 2:
            width = count
            stretch.append(index)
            longest = stretch if len(stretch) > len(longest) else longest
    if len(longest) < FEWEST:
        return []
    table = np.asarray([[_value(token) for token in lines.values[index]] for index in longest])
    if table.shape[1] == 2 and not _counts(table[:, 0]):
        return []
    last = table.shape[1] - 1
    template = Template((Slot(last, "metric", "loss"),), {"step": 0} if last else {})
    rows = np.asarray([lines.rows[index] for index in longest], np.int64)
    return [Block(template, lines.texts[longest[0]], rows, {index: table[:, index] for index in range(last + 1)})]


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
        if np.any(block.count("batch") != block.columns[per])
    ]


def _value(token: str) -> float:
    found = number(token)
    return np.nan if found is None else found


def _counts(column: Floats) -> bool:
    return bool(np.all(column == np.floor(column)) and np.all(np.diff(column) > 0))

"""Lines of one shape form a block: one template and a column of values for each of its numbers."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

import numpy as np

from analyzers.free_text.phrases import Slot, Template, parse
from analyzers.free_text.tokens import cut, number
from analyzers.run import Floats, Ints

_CODE = re.compile(
    r"^\s*(?:import |from \S+ import|def |class |for .* in |if .*:|elif |else:|while .*:|return\b|with .*:|try:|except|print\s*\(|@\w+|raise |assert |>>> )"
    r"|[:%]\d*\.?\d+[fdge]\b|\{\w*:|[=!]=|[-+*/]=|\w\(.*\)\s*[:;]?$|^\s*\w[\w.]* = \w[\w.]*\(|;\s*$|\w\[['\"]|^\s*#|\bself\."
)


@dataclass
class Block:
    """rows: (n,) places among the cleaned lines · values: n lists of the numbers as written."""

    template: Template
    text: str
    rows: list[int] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)

    def column(self, index: int) -> Floats:
        """One of the numbers of every line; a time, which is no number, gives NaN."""
        found = (number(values[index]) for values in self.values)
        return np.fromiter((np.nan if value is None else value for value in found), np.float64, len(self.values))

    def of(self, slot: Slot) -> Floats:
        """A metric's values; a fraction such as 45/50 is divided."""
        if slot.per < 0:
            return self.column(slot.index)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.column(slot.index) / self.column(slot.per)

    @property
    def places(self) -> Ints:
        return np.asarray(self.rows, np.int64)


def gather(lines: list[str], without: Container[int] = ()) -> list[Block]:
    """All lines that hold a number, by shape. without: rows that belong to tables."""
    blocks: dict[str, Block] = {}
    for row, line in enumerate(lines):
        parts = cut(line)
        if len(parts) == 1 or row in without:
            continue
        shape = "\0".join(parts[0::2])
        block = blocks.get(shape)
        if block is None:
            block = blocks[shape] = Block(parse(parts), line)
        block.rows.append(row)
        block.values.append(parts[1::2])
    return list(blocks.values())


def records(blocks: list[Block]) -> list[Block]:
    """Those blocks that record training: not code, not prose, not settings."""
    counts: dict[object, int] = {}
    for block in blocks:
        counts[_family(block)] = counts.get(_family(block), 0) + len(block.rows)
    sure = [block for block in blocks if _is_record(block, counts[_family(block)])]
    names = {slot.name for block in sure for slot in block.template.metrics}
    kept = {id(block) for block in sure}
    return [block for block in blocks if id(block) in kept or _is_kin(block, names)]


def headers(blocks: list[Block]) -> list[Block]:
    """Those blocks that only say where training is, such as "Epoch 3/10"."""
    return [
        block
        for block in blocks
        if block.template.counters
        and not block.template.slots
        and block.template.strange <= 3
        and not _CODE.search(block.text)
    ]


def _family(block: Block) -> object:
    return tuple((slot.role, slot.name, slot.split) for slot in block.template.slots)


def _is_kin(block: Block, names: set[str]) -> bool:
    """A rare shape of a line that recurs: the first one lacks a field, say."""
    metrics = block.template.metrics
    return bool(metrics) and bool(block.template.counters) and {slot.name for slot in metrics} <= names and not _CODE.search(block.text)


def _is_record(block: Block, count: int) -> bool:
    template = block.template
    if not template.slots:
        return False
    if all(slot.role == "lr" for slot in template.slots):
        return (count >= 3 or bool(template.counters)) and not _CODE.search(block.text)
    if template.metrics:
        if count >= 3 and not (template.assigned and _CODE.search(block.text)):
            return not (template.assigned and len(set(map(tuple, block.values))) == 1)
        return template.strange <= 6 and not template.assigned and not _CODE.search(block.text)
    return count >= 3 and bool(template.counters) and not _CODE.search(block.text)

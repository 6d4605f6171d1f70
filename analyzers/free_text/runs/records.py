"""Which blocks record training: not code, not prose, not settings."""

import re
from collections import Counter

import numpy as np

from analyzers.free_text.phrases.blocks import Block

OFTEN = 3
"""A shape of line that comes so often is a program's, whatever its words."""

NAME = 4
"""More words than this before a number that comes once or twice are a clause, not a name."""

PROSE = 6
"""A line with more words than this, and than it has values, that name nothing is a sentence."""

REMARK = 3
"""Words that name nothing, beside numbers that are counted by nothing."""

_SETTING = re.compile(r"\W*(?:(?:num|n|nb|max|total)[_ ])?epochs\W*[:=]", re.IGNORECASE)
"""How many there are to be: a heading is a single epoch's."""

SAID = {"i", "my", "our", "your", "it", "its", "the", "this", "becomes", "became", "turns", "goes", "gets", "went"}
SAID_PARTS = ("我", "你的", "只有", "一直")
"""Words that nobody gives a metric as its name: a person tells of it."""


def records(blocks: list[Block]) -> list[Block]:
    """The blocks that record training."""
    counts: Counter[object] = Counter()
    for block in blocks:
        counts[_family(block)] += len(block)
    printed = any(block.template.metrics and block.template.counters and len(block) >= OFTEN for block in blocks)
    sure = {
        id(block)
        for block in blocks
        if _is_record(block, counts[_family(block)])
        if not (printed and counts[_family(block)] == 1 and _is_remark(block))
    }
    names = {slot.name for block in blocks if id(block) in sure for slot in block.template.metrics}
    return [block for block in blocks if id(block) in sure or _is_kin(block, names)]


def headers(blocks: list[Block]) -> list[Block]:
    """The blocks that only say where training is, such as "Epoch 3/10"."""
    return [
        block
        for block in blocks
        if block.template.counters
        and not block.template.slots
        and block.template.strange <= OFTEN
        and not (len(block) == 1 and _SETTING.match(block.text))
        and not block.template.code
    ]


def _family(block: Block) -> object:
    """What lines of several shapes share when one statement printed them: their names."""
    return tuple((slot.role, slot.name, slot.split) for slot in block.template.slots)


def _is_kin(block: Block, names: set[str]) -> bool:
    """A rare shape of a line that recurs: the first one lacks a field, say."""
    template = block.template
    known = {slot.name for slot in template.metrics} <= names
    return bool(template.metrics and template.counters) and known and not template.code


def _is_record(block: Block, count: int) -> bool:
    template = block.template
    if not template.slots or (len(block) < OFTEN and template.code):
        return False
    if not template.metrics:
        rate = all(slot.role == "lr" for slot in template.slots)
        enough = count >= OFTEN or bool(template.counters) if rate else count >= OFTEN and bool(template.counters)
        return enough and not template.code
    if template.assigned and (template.code or _constant(block)):
        return False
    if count >= OFTEN:
        return True
    names = [slot.name for slot in template.metrics]
    told = any(len(name.split()) > NAME or _is_said(name) for name in names)
    sentence = told or template.strange > max(PROSE, len(names))
    return not sentence and not template.assigned and not template.code


def _is_remark(block: Block) -> bool:
    """Whether lines that are not a program's, beside those that are, look like somebody's words about them."""
    template = block.template
    undefined = all(np.isnan(block.columns[slot.index]).all() for slot in template.metrics)
    said = undefined or template.strange >= REMARK
    return said and bool(template.metrics) and not template.counters and not template.program


def _is_said(name: str) -> bool:
    return not SAID.isdisjoint(name.lower().split()) or any(part in name for part in SAID_PARTS)


def _constant(block: Block) -> bool:
    return all(np.all(column == column[0]) for column in block.columns.values())

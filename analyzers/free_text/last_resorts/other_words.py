"""Values under names that mean nothing to us, `{'ner': 117.4}`, in a text that speaks of training. A last resort."""

import re
from dataclasses import replace

import numpy as np

from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.phrases.blocks import Block, Heap, heaps

FEWEST = 3
"""Fewer lines with a name are no curve."""

OTHER_WORDS = "Nothing is called a loss or a metric: read from the names that come again and again."

_TRAINING = re.compile(r"\b(?:loss|train|epoch)|损失|训练|学習|損失|обуч|эпох|손실|학습", re.IGNORECASE)


def in_other_words(lines: Lines) -> list[Block]:
    """The lines that give nothing but such names their values, which change and are no counts."""
    if not any(map(_TRAINING.search, lines.texts)):
        return []
    alike: dict[object, list[Heap]] = {}
    for heap in heaps(lines).values():
        template = heap.template
        if template.slots and template.strange < 2 and not (template.code or template.assigned or template.metrics):
            places = (template.slots, *template.counters.items(), *template.totals.items())
            alike.setdefault(places, []).append(heap)
    blocks = [Heap.joined(group).block() for group in alike.values() if sum(len(heap.rows) for heap in group) >= FEWEST]
    return [_measured(block) for block in blocks if _is_curve(block)]


def _measured(block: Block) -> Block:
    slots = tuple(replace(slot, role="metric") for slot in block.template.slots)
    return replace(block, template=replace(block.template, slots=slots))


def _is_curve(block: Block) -> bool:
    columns = [block.of(slot)[0] for slot in block.template.slots]
    return any(len(set(column.tolist())) > 1 and np.any(column != np.floor(column)) for column in columns)

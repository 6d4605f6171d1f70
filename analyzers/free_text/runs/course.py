"""Values that only their split names, "train 0.7 valid 0.8": what falls is a loss, a share that rises an accuracy."""

from dataclasses import replace

import numpy as np

from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot
from analyzers.run import Floats

UNNAMED = " value"
"""How the name of such a slot ends."""

FEWEST = 3
"""Fewer values have no course."""

RISE = 0.05
"""By how much a share rises, at least, and from its start on: a loss that diverges may rise below 1, too."""

BY_COURSE = "Values named by their split alone are read as {}, by the way they go."


def named_by_course(blocks: list[Block]) -> tuple[list[Block], str]:
    """The blocks, such values named by how those of training go, or the first ones; and what was assumed."""
    unnamed = sorted(
        ((_is_trained(slot), block.rows[0], block.of(slot)[0]) for block in blocks for slot in _unnamed(block)),
        key=lambda one: (not one[0], one[1]),
    )
    name = _course(unnamed[0][2]) if unnamed and not any(map(_is_measured, blocks)) else ""
    return ([_called(block, name) for block in blocks], BY_COURSE.format(name)) if name else (blocks, "")


def _unnamed(block: Block) -> list[Slot]:
    return [slot for slot in block.template.slots if slot.role == "unknown" and slot.name.endswith(UNNAMED)]


def _is_trained(slot: Slot) -> bool:
    return slot.split in (None, "train")


def _is_measured(block: Block) -> bool:
    """Whether there is a loss that is called one."""
    return any("loss" in slot.name.lower() for slot in block.template.metrics)


def _course(values: Floats) -> str:
    """What values are that go so; "" where that shows nothing."""
    finite = values[np.isfinite(values)]
    if len(finite) < FEWEST:
        return ""
    third = max(1, len(finite) // 3)
    begin, end = float(np.median(finite[:third])), float(np.median(finite[-third:]))
    if end < begin:
        return "loss"
    share = finite.min() >= 0 and (finite.max() <= 1 or 1 < finite.min() <= finite.max() <= 100)
    rose = end - begin > RISE * (1 if finite.max() <= 1 else 100) and finite.argmin() <= len(finite) // 6
    return "accuracy" if share and rose else ""


def _called(block: Block, name: str) -> Block:
    template = block.template
    slots = tuple(
        replace(slot, role="metric", name=slot.name.removesuffix(UNNAMED) + f" {name}")
        if slot in _unnamed(block)
        else slot
        for slot in template.slots
    )
    return replace(block, template=replace(template, slots=slots)) if slots != template.slots else block

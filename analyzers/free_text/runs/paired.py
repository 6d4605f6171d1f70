"""Places within an epoch that look like a share: "Batch 3/100", then "Batch 3/200", is epoch 3 and its batches."""

from dataclasses import replace

import numpy as np

from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.blocks import Block

FEWEST = 3
"""Lines that can show it."""


def paired(blocks: list[Block]) -> list[Block]:
    """The blocks, their counters taken for epoch and batch wherever one of them shows that they are."""
    if not any(map(_grows, blocks)):
        return blocks
    return [_turned(block) if _is_share(block) else block for block in blocks]


def _is_share(block: Block) -> bool:
    template = block.template
    return [*template.counters] == ["batch"] and "batch" in template.totals and not template.bar


def _grows(block: Block) -> bool:
    """Whether what a count is divided by grows while the count stays, and only then begins anew."""
    if len(block) < FEWEST or not _is_share(block):
        return False
    count, total = block.count("batch"), block.columns[block.template.totals["batch"]]
    same, grown = np.diff(count) == 0, np.diff(total) > 0
    return bool(same.any() and np.array_equal(same, grown) and np.all(np.diff(count) >= 0))


def _turned(block: Block) -> Block:
    template = block.template
    counters: dict[Kind, int] = {"epoch": template.counters["batch"], "batch": template.totals["batch"]}
    return replace(block, template=replace(template, counters=counters, totals={}))

"""What the counters of a log say about the run: "Epoch 3/20" has 20 epochs, "98/98 … 31ms/step" 98 steps in each."""

import re
from collections.abc import Iterator

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.phrases.blocks import Block
from analyzers.run import ContextValue

_PER_STEP = re.compile(r"[mnu]?s/(?:step|it|iter|batch)\b|it/s\b|\b(?:step|iter|batch)\w*\W{0,3}\d", re.IGNORECASE)
"""Signs that "98/98" counts steps: old consoles count examples there."""


def totals(blocks: list[Block], begin: int, end: int) -> dict[str, ContextValue]:
    """The totals that the lines at places `begin` … `end` (not included) show."""
    found: dict[str, ContextValue] = {}
    for key, value, row in sorted(_shown(blocks, begin, end), key=lambda shown: -shown[2]):
        found[key] = ContextValue(value, f"log, line {row // PER_LINE}")
    return found


def _shown(blocks: list[Block], begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Each total with its place, the first place where it is shown."""
    for block in blocks:
        first = int(np.searchsorted(block.rows, begin))
        if first == len(block) or block.rows[first] >= end:
            continue
        for kind, index in block.template.totals.items():
            total = float(block.columns[index][first])
            if not total.is_integer() or total < 1:
                continue
            if kind == "epoch":
                yield "epochs", int(total), int(block.rows[first])
            elif kind == "batch" and _counts_steps(block):
                yield "steps_per_epoch", int(total), int(block.rows[first])


def _counts_steps(block: Block) -> bool:
    """Whether the place inside an epoch is counted in steps and not in examples: "12800/50000 (26%)"."""
    return bool(_PER_STEP.search(block.text)) if block.template.bar else "%" not in block.text

"""Lines that several hosts or loggers print alike, with no counter that would tell: each record counts once."""

from itertools import pairwise

import numpy as np

from analyzers.free_text.phrases.blocks import Block
from analyzers.run import Floats

FEWEST = 3
"""Records that show it."""


def once(block: Block) -> Block:
    """The block with one line of each record, where all its records are there equally often, one below the other."""
    indices = block.template.needed
    first = {index: block.columns[index][:2].tolist() for index in indices}
    if len(block) < 2 * FEWEST or any(pair[0] != pair[1] for pair in first.values()) or not block.template.metrics:
        return block
    begins = _begins([block.columns[index] for index in indices])
    lengths = {after - before for before, after in pairwise(begins)}
    if len(begins) < FEWEST or len(lengths) != 1 or len(block) - begins[-1] > max(lengths):
        return block
    return block.take(np.asarray(begins))


def _begins(columns: list[Floats]) -> list[int]:
    """Where a line differs from the one before it in any of its numbers."""
    differs = [(column[1:] != column[:-1]) & ~(np.isnan(column[1:]) & np.isnan(column[:-1])) for column in columns]
    return [0, *(np.flatnonzero(np.any(differs, axis=0)) + 1).tolist()]

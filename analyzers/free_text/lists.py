"""Whole curves in one value: "loss: [0.9, 0.7, 0.6]", as a printed history has them."""

import re
from collections import Counter

import numpy as np

from analyzers.free_text.blocks import Block
from analyzers.free_text.lines import PER_LINE
from analyzers.free_text.roles import role_of
from analyzers.free_text.template import Slot, Template
from analyzers.free_text.tokens import VALUE, number

SHORTEST = 3
"""Fewer numbers in brackets are a pair of something, not a curve."""

LARGEST = 2_000_000
"""Longer texts are logs, not printed histories."""

_OPENS = re.compile(r"[:=]\s{0,3}(?:[a-zA-Z.]{1,12}\()?\[\s{0,3}[-+.\d]")
_LIST = re.compile(
    r"(?:(['\"])([\w/ .-]{1,40}+)\1|\b([^\W\d][\w/.-]{0,40}+))\s{0,3}[:=]\s{0,3}"
    r"(?:np\.array\(|array\(|tensor\()?\[([^\[\]{}=:]{5,})\]"
)


def listed(text: str) -> tuple[list[Block], set[int]]:
    """The curves that a text gives as lists, and the numbers of their lines.

    A name whose list comes again and again is a vector, not a curve.
    """
    if len(text) > LARGEST or "[" not in text or not _OPENS.search(text):
        return [], set()
    found = [(match, match[2] or match[3]) for match in _LIST.finditer(text)]
    times = Counter(name for _, name in found)
    blocks: list[Block] = []
    used: set[int] = set()
    for match, name in found:
        values = [number(token) for token in VALUE.findall(match[4])]
        finite = [value for value in values if value is not None]
        if times[name] == 1 and len(finite) >= SHORTEST and role_of(name) in ("metric", "lr"):
            row = (text.count("\n", 0, match.start()) + 1) * PER_LINE
            rows = np.arange(row, row + len(finite), dtype=np.int64)
            template = Template((Slot(0, role_of(name), name),))
            blocks.append(Block(template, match[0], rows, {0: np.asarray(finite)}))
            used.update(range(row // PER_LINE, row // PER_LINE + match[0].count("\n") + 1))
    return (blocks, used) if any(block.template.metrics for block in blocks) else ([], set())

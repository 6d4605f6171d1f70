"""Values told in sentences: "after 150 steps the loss is about 0.3, after 200 steps it …". A last resort, too."""

import re

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.lines.tokens import number
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot, Template

LARGEST = 20_000
"""Characters: longer texts are no letters."""

IN_SENTENCES = "No log line was found: read from values that the text tells with their steps."

_COUNT = r"steps?|iterations?|iters?|epochs?"
_TOLD = re.compile(
    rf"(?P<count>\d[\d,]*+)\s?(?:{_COUNT})\b|\b(?:{_COUNT})\s(?P<number>\d++)\b"
    rf"|\b(?P<name>(?:train(?:ing)?\s|validation\s|val\s|test\s)?(?:loss|cost|error|accuracy))\b(?:\s[^\W\d]{{1,15}}){{0,4}}"
    rf"\s?[~≈:=]?\s?(?P<value>-?\d[\d,]*+(?:\.\d++)?(?:e[-+]?\d++)?|nan\b|inf\b)(?!\s?(?:{_COUNT}|times|layers|classes))",
    re.IGNORECASE,
)


def told(text: str) -> list[Block]:
    """A metric whose values the sentences of a text give with growing steps, two of them at least."""
    if len(text) > LARGEST:
        return []
    steps: dict[str, list[tuple[float, float, int]]] = {}
    count: float | None = None
    for match in _TOLD.finditer(text):
        if not match["name"]:
            count = number(match["count"] or match["number"])
        elif count is not None:
            value = number(match["value"])
            line = text.count("\n", 0, match.start()) + 1
            steps.setdefault(match["name"].lower(), []).append((count, np.nan if value is None else value, line))
            count = None
    return [_block(name, found) for name, found in steps.items() if _grows([step for step, _, _ in found])]


def _grows(steps: list[float]) -> bool:
    return len(steps) > 1 and bool(np.all(np.diff(steps) > 0))


def _block(name: str, found: list[tuple[float, float, int]]) -> Block:
    table = np.asarray(found, np.float64)
    template = Template((Slot(1, "metric", name),), {"step": 0})
    rows = table[:, 2].astype(np.int64) * PER_LINE + np.arange(len(table))
    return Block(template, name, rows, {0: table[:, 0], 1: table[:, 1]})

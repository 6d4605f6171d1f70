"""A line of a log as the title of a question: "# Iter 200 LR 0.1 Loss nan". A last resort."""

from analyzers.free_text.lines.clean import clean
from analyzers.free_text.phrases.blocks import Block, gather

FEWEST = 3
"""Numbers in a line that a program printed."""


def titled(text: str) -> list[Block]:
    """What the first line of a text tells as a program does, where Markdown makes it a title."""
    mark, _, title = text.partition("\n")[0].partition(" ")
    if mark.strip("#") or not mark:
        return []
    blocks = gather(clean(title))
    return [
        block
        for block in blocks
        if block.template.counters and block.template.metrics and len(block.template.needed) >= FEWEST
    ]

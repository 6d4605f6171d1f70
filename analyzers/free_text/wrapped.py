"""Records that a narrow terminal or an editor broke over two lines are put together again."""

from collections import Counter
from itertools import pairwise

from analyzers.free_text.clean import Lines
from analyzers.free_text.tokens import cut

LARGEST = 5_000
"""Only in texts of so many lines: what people paste is broken, what programs write is not."""


def unwrapped(lines: Lines) -> Lines:
    """The lines, two of them joined wherever that gives the shape of others that recur."""
    if not 4 <= len(lines.texts) <= LARGEST:
        return lines
    shapes = [_shape(parts) for parts in lines.parts]
    times = Counter(shapes)
    common = {shape for shape, count in times.items() if count > 1 and "\0" in shape}
    longest = max(map(len, common), default=0)
    broken = [
        place
        for place, (one, other) in enumerate(pairwise(shapes))
        if times[one] == times[other] == 1 and "\0" in one + other and len(one) + len(other) <= longest + 2
    ]
    texts, rows = list(lines.texts), list(lines.rows)
    for place in reversed(broken):
        joined = f"{texts[place].rstrip()} {texts[place + 1].lstrip()}"
        if _shape(cut(joined)) in common:
            texts[place : place + 2] = [joined]
            del rows[place + 1]
    return Lines(texts, rows, lines.total) if len(texts) < len(lines.texts) else lines


def _shape(parts: list[str]) -> str:
    return " ".join("\0".join(parts[0::2]).split())

"""Records that a narrow terminal or an editor broke over two lines are put together again."""

import re
from collections import Counter
from itertools import pairwise

from analyzers.free_text.lines.cutting import cut_of
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.names.names import name_before
from analyzers.free_text.names.roles import role_of
from analyzers.text import zeroed

LARGEST = 5_000
"""Only in texts of so many lines: what people paste is broken, what programs write is not."""

LONGEST_NAME = 30
"""Characters of a metric's name alone in a line."""

_LONE = re.compile(r"\s*-?\d++\.\d++(?:e[-+]?\d++)?\s*")


def unwrapped(lines: Lines) -> Lines:
    """The lines, two of them joined wherever that gives the shape of others that recur, or a name and its number."""
    lines = _named(lines)
    if not 4 <= len(lines.texts) <= LARGEST or min(Counter(lines.shapes).values()) > 1:
        return lines
    spaced = {shape: _spaced(shape) for shape in set(lines.shapes)}
    shapes = list(map(spaced.__getitem__, lines.shapes))
    times = Counter(shapes)
    if sum(count == 1 for count in times.values()) < 2:
        return lines
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
        if _spaced(cut_of[zeroed([joined])[0]].shape(joined)) in common:
            texts[place : place + 2] = [joined]
            del rows[place + 1]
    return Lines(texts, rows, lines.total) if len(texts) < len(lines.texts) else lines


def _named(lines: Lines) -> Lines:
    """The lines, a metric's name alone in its line, or last in it, joined with the number alone in the next.

    Several such numbers are no value of a name: they stand under a heading.
    """
    if len(lines.texts) > LARGEST or not any(shape.strip() == "\0" for shape in set(lines.shapes)):
        return lines
    texts, rows = list(lines.texts), list(lines.rows)
    lone = [_LONE.fullmatch(text) is not None for text in (*lines.texts, "")]
    for place in range(len(lines.texts) - 2, -1, -1):
        if lone[place + 1] and not lone[place + 2] and (opened := _opened(texts[place])):
            texts[place : place + 2] = [f"{opened} {texts[place + 1].strip()}"]
            del rows[place + 1]
    return Lines(texts, rows, lines.total)


def _opened(text: str) -> str:
    """A line that a metric's name ends, with a sign behind the name; "" for any other line."""
    name = text.strip(" \t:=-")
    if len(name) < LONGEST_NAME and name.isascii() and role_of(name) == "metric":
        return f"{name}:"
    last = name_before(text, True) if text.rstrip().endswith((":", "=")) else None
    return text if last and role_of(last.text) == "metric" else ""


def _spaced(shape: str) -> str:
    return " ".join(shape.split())

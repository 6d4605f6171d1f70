"""Tuples with their names first: Julia's "(i, loss) = (1, 0.3)", and "loss (min, avg): (0.1, 0.3)"."""

import re
from collections.abc import Iterator

SIGNS = (") = (", "): (")
"""One of them is in every such line."""

_SHOWN = re.compile(r"(\s*|[^()=:]{1,40} )\((.{1,200}?)\)(?: =|:) \((.{1,400})\)\s*")
_REMARK = re.compile(r" \(tracked\)")


def shown(line: str) -> str:
    """The line with each value behind its name; unchanged where names and values differ in number.

    >>> shown("(i, loss(x, y)) = (1, 0.25)"), shown("(a, b) = (1, 2, 3)")
    ('i = 1, loss = 0.25', '(a, b) = (1, 2, 3)')
    >>> shown("val loss (min, avg): (0.1, nan)")
    'val loss min = 0.1, val loss avg = nan'
    """
    found = _SHOWN.fullmatch(_REMARK.sub("", line))
    if found is None:
        return line
    front, *parts = found.groups()
    names, values = map(list, map(_parted, parts))
    if len(names) != len(values):
        return line
    pairs = zip(names, values, strict=True)
    return ", ".join(f"{front.lstrip()}{name.partition('(')[0]} = {value}" for name, value in pairs)


def _parted(text: str) -> Iterator[str]:
    """The elements of a tuple; commas inside brackets part none."""
    depth, begin = 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip()

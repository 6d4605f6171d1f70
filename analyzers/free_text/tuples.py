"""Tuples as Julia's `@show` prints them, names first: "(i, loss) = (1, 0.3)" is "i = 1, loss = 0.3"."""

import re
from collections.abc import Iterator

SIGN = ") = ("
"""What every such line has."""

_SHOWN = re.compile(r"\s*\((.{1,200}?)\) = \((.{1,400})\)\s*")
_REMARK = re.compile(r" \(tracked\)")


def shown(line: str) -> str:
    """The line with each value behind its name; unchanged where names and values differ in number.

    >>> shown("(i, loss(x, y)) = (1, 0.25)"), shown("(a, b) = (1, 2, 3)")
    ('i = 1, loss = 0.25', '(a, b) = (1, 2, 3)')
    """
    found = _SHOWN.fullmatch(_REMARK.sub("", line))
    if found is None:
        return line
    names, values = (list(_parted(part)) for part in found.groups())
    if len(names) != len(values):
        return line
    return ", ".join(f"{name.partition('(')[0]} = {value}" for name, value in zip(names, values, strict=True))


def _parted(text: str) -> Iterator[str]:
    """The elements of a tuple; commas inside brackets part none."""
    depth, begin = 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip()

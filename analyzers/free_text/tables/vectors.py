"""Lists as cells of a table: "0   [1.45e+02, 3.45e+04]   []" are a step, a loss of two terms and nothing."""

import re
from collections.abc import Iterator, Sequence

from analyzers.free_text.lines.cutting import cut
from analyzers.metrics import words

_VALUE = r"[-+]?+(?:(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?+\d++)?+|nan|inf)"
_LIST = re.compile(rf"\[\s*+(?:{_VALUE}(?:(?:,\s*+|\s++){_VALUE})++)?\s*+\]", re.IGNORECASE)
_STAND_IN = "0:00:00,000"
"""A time, so no number, and of more digits than anyone prints."""


def cut_with_lists(line: str) -> Sequence[str]:
    """`cut`, but for lists of no number or several, which are one value each.

    >>> cut_with_lists("10 [0.5, 0.25] [] [7]")
    ['', '10', ' ', '[0.5, 0.25]', ' ', '[]', ' [', '7', ']']
    """
    if "[" not in line:
        return cut(line)
    lists: Iterator[str] = iter(_LIST.findall(line))
    return [next(lists, part) if part == _STAND_IN else part for part in cut(_LIST.sub(_STAND_IN, line))]


def without_lists(cells: list[str], names: Sequence[str]) -> list[str]:
    """The cells, a list of losses as their sum and any other list as its first value.

    >>> without_lists(["10", "[0.5, 0.25]", "[0.9 0.8]", "[]"], ["step", "train loss", "recall", "metric"])
    ['10', '0.75', '0.9', '']
    """
    if not any(cell.startswith("[") for cell in cells):
        return cells
    return [_one(cell, name) if cell.startswith("[") else cell for cell, name in zip(cells, names, strict=False)]


def _one(cell: str, name: str) -> str:
    values = cell[1:-1].replace(",", " ").split()
    if "loss" in words(name) and values:
        return f"{sum(map(float, values)):.12g}"
    return values[0] if values else ""

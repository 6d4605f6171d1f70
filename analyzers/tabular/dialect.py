"""How a table of text is written: what parts its cells, where its header stands, which columns hold numbers."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from analyzers.tabular.cells import ABSENT, number
from analyzers.text import zeroed

SAMPLE = 200  # lines looked at
PREAMBLE = 20  # lines that may stand before the table
SHORTEST = 3  # rows of a table without a header: fewer numbers are no table
WIDEST = 20  # columns of one: wider ones are data
DELIMITERS = (",", ";", "\t", "|", "")
"""In the order of trust; "" is any amount of white space."""

_NAME = re.compile(r"[^\W\d][^\s:,;=]{0,80}+")
"""A column's name where white space parts the cells: prose has commas and colons."""
_TIME = re.compile(r"[\d:.]{1,20}+[hms]?+|\d{4}-\d\d-\d\d.{0,20}")


@dataclass(frozen=True)
class Dialect:
    """names: of the columns, "" for those without; none where there is no header · numeric: which hold numbers
    skip: lines before the first record · header: the header's line as it stands, "" where there is none"""

    delimiter: str
    names: tuple[str, ...]
    numeric: tuple[bool, ...]
    skip: int
    header: str
    padded: bool
    decimal_comma: bool


def split(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """The cells of each line."""
    if not delimiter:
        return [line.split() for line in lines]
    try:
        return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    except csv.Error:  # a cell longer than any number
        return [line.split(delimiter) for line in lines]


@lru_cache(maxsize=2)  # asked for by `sniff` and again by `read`
def dialect_of(head: str, whole: bool = True) -> Dialect | None:
    """The dialect of a table that begins with `head`; None where this is no table of numbers.

    whole: whether `head` is all there is; else its last line may be cut
    """
    lines = head.split("\n", SAMPLE + 1)
    lines = lines[:-1] if len(lines) > SAMPLE + 1 or not whole else lines
    lines = [line.rstrip("\r") for line in lines]
    kinds = [zeros.decode(errors="surrogatepass") for zeros in dict.fromkeys(zeroed(lines)) if zeros.strip()]
    for delimiter in DELIMITERS:
        if delimiter in ("", ",") or 2 * sum([delimiter in line for line in lines]) > len(lines):
            found = _fits(lines, delimiter) if _may_fit(kinds, delimiter) else None
            if found:
                return found
    return None


def _may_fit(kinds: list[str], delimiter: str) -> bool:
    """Whether there is a header among some lines and a number below, or nothing but numbers.

    kinds: of lines that differ by digits only, one each
    """
    rows = [[cell.strip() for cell in row] for row in split(list(map(_uncommented, kinds)), delimiter)]
    if any(_is_named(row, delimiter) for row in rows):
        return any(number(cell) is not None for row in rows for cell in row)
    return all(None not in map(number, row) for row in rows)


def _fits(lines: list[str], delimiter: str) -> Dialect | None:
    told = [place for place, line in enumerate(lines) if line.strip()]
    rows = split([_uncommented(lines[place]) for place in told], delimiter)
    rows = [[cell.strip() for cell in row] for row in rows]
    if not rows or len(rows) != len(told):
        return None
    widths = Counter(len(row) for row in rows[len(rows) // 2 :])
    width = max(widths, key=lambda width: (widths[width], width))
    begin = _header(rows, width, delimiter)
    if begin is None:
        return _headless(rows, width, delimiter)
    body = [row for row in rows[begin + 1 :] if row != rows[begin] and any(row)]
    kept = [row for row in body if len(row) == width]
    sure = 0.9 if width > 1 else 1.0  # words between the numbers of one column are headings
    numeric = tuple(_numeric([row[place] for row in kept], sure) for place in range(width))
    share = 0.5 if delimiter else 0.8
    if len(kept) < share * len(body) or not any(numeric) or (not delimiter and sum(numeric) < width / 2):
        return None
    names = _fitted(rows[begin], width, numeric[-1])
    return Dialect(
        delimiter,
        tuple(names),
        numeric,
        told[begin] + 1,
        lines[told[begin]],
        any(f"{delimiter} " in lines[place] or lines[place][:1] == " " for place in told[begin:]),
        delimiter != "," and _uses_comma(kept, numeric),
    )


def _headless(rows: list[list[str]], width: int, delimiter: str) -> Dialect | None:
    """A table of nothing but numbers: the first column counts where it can, the others go by their places."""
    if len(rows) < SHORTEST or width > WIDEST or any(len(row) != width or None in map(number, row) for row in rows):
        return None
    first = [number(row[0]) or 0.0 for row in rows]
    counted = width > 1 and all(b > a and a.is_integer() for a, b in pairwise(first))
    if not counted and width > 1:
        return None
    names = {1: ("value",), 2: ("step", "value")}.get(width, ("step", *(f"column {n}" for n in range(2, width + 1))))
    comma = delimiter != "," and _uses_comma(rows, [True] * width)
    return Dialect(delimiter, names, (True,) * width, 0, "", True, comma)


def _uncommented(line: str) -> str:
    return line.lstrip("#%").lstrip() if line[:1] in "#%" else line


def _header(rows: list[list[str]], width: int, delimiter: str) -> int | None:
    """The place of the header: the first row as wide as the body and wordy, right above rows of numbers."""
    for place, row in enumerate(rows[: PREAMBLE + 1]):
        same = len(row) == width or (len(row) == width - 1 and row and not delimiter)
        if same and _is_named(row, delimiter) and sum(map(bool, row)) >= max(1, width - 1):
            below = next((row for row in rows[place + 1 :] if len(row) == width), None)
            if below is not None and any(number(cell) is not None for cell in below):
                return place
    return None


def _is_named(row: list[str], delimiter: str) -> bool:
    return (bool(delimiter) or all(map(_NAME.fullmatch, row))) and all(map(_wordy, row))


def _wordy(cell: str) -> bool:
    return "=" not in cell and len(cell) <= 200 and number(cell) is None and not _TIME.fullmatch(cell)


def _fitted(names: list[str], width: int, last_is_number: bool) -> list[str]:
    """One name a column: a header that is one short leaves out the name of the index, or of the time at the end."""
    if len(names) == width:
        return names
    return ["index", *names] if last_is_number else [*names, "time"]


def _numeric(cells: list[str], share: float) -> bool:
    if _plain(cells):
        return True
    told = [cell for cell in cells if cell.lower() not in ABSENT]
    return sum([number(cell) is not None for cell in told]) >= share * len(told)


def _plain(cells: list[str]) -> bool:
    """Whether all are numbers as they stand, as in most columns of numbers."""
    try:
        list(map(float, cells))
    except ValueError:
        return False
    return True


def _uses_comma(rows: list[list[str]], numeric: Sequence[bool]) -> bool:
    cells = [cell for row in rows for cell, yes in zip(row, numeric, strict=True) if yes and cell]
    return any("," in cell for cell in cells) and not any("." in cell for cell in cells)

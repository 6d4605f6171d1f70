"""How a table of text is written: what parts its cells, where its header stands, which columns hold numbers."""

import csv
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from analyzers.free_text.lines.known import Known
from analyzers.frozen import frozen
from analyzers.tabular.cells import number
from analyzers.tabular.header import fitted, header_place, is_named
from analyzers.tabular.numeric import numeric_columns, uses_comma
from analyzers.text import zeroed

SAMPLE = 200  # lines looked at
SHORTEST = 3  # rows of a table without a header: fewer numbers are no table
WIDEST = 20  # columns of one: wider ones are data
FITTING = 0.5  # share of the rows that are as wide as the table
FITTING_UNDELIMITED = 0.8  # the same where white space parts the cells, as in prose
DELIMITERS = (",", ";", "\t", "|", "")
"""In the order of trust; "" is any amount of white space."""


@frozen()
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
    lines = [line.rstrip("\r") for line in lines] if "\r" in head else lines
    kinds = [zeros for zeros in dict.fromkeys(zeroed(lines)) if zeros.strip()]
    for delimiter in DELIMITERS:
        if delimiter in ("", ",") or (delimiter in head and _parts_most(lines, delimiter)):
            found = _fits(lines, delimiter) if _may_fit(kinds, delimiter) else None
            if found:
                return found
    return None


def _parts_most(lines: list[str], delimiter: str) -> bool:
    return 2 * sum([delimiter in line for line in lines]) > len(lines)


class _Cells(NamedTuple):
    """What a line is as a row of a table: a header's names, with a number in it, nothing but numbers."""

    named: bool
    counting: bool
    bare: bool


def _may_fit(kinds: list[bytes], delimiter: str) -> bool:
    """Whether there is a header among some lines and a number below, or nothing but numbers.

    kinds: the `zeros` of lines, see `Known`
    """
    rows = set(map(_CELLS[delimiter].__getitem__, kinds))
    if any(row.named for row in rows):
        return any(row.counting for row in rows)
    return all(row.bare for row in rows)


def _cells(delimiter: str, zeros: bytes) -> _Cells:
    (row,) = split([_uncommented(zeros.decode(errors="surrogatepass"))], delimiter)
    cells = [cell.strip() for cell in row]
    counting = [number(cell) is not None for cell in cells]
    return _Cells(is_named(cells, delimiter), any(counting), all(counting))


_CELLS = {delimiter: Known(partial(_cells, delimiter)) for delimiter in DELIMITERS}


def _fits(lines: list[str], delimiter: str) -> Dialect | None:
    told = [place for place, line in enumerate(lines) if line.strip()]
    rows = split([_uncommented(lines[place]) for place in told], delimiter)
    rows = [[cell.strip() for cell in row] for row in rows]
    if not rows or len(rows) != len(told):
        return None
    width = _usual_width(rows[len(rows) // 2 :])
    begin = header_place(rows, width, delimiter)
    if begin is None:
        return _headless(rows, width, delimiter)
    body = [row for row in rows[begin + 1 :] if row != rows[begin] and any(row)]
    kept = [row for row in body if len(row) == width]
    numeric = numeric_columns(kept, width)
    share = FITTING if delimiter else FITTING_UNDELIMITED
    if len(kept) < share * len(body) or not _is_of_numbers(numeric, delimiter):
        return None
    return Dialect(
        delimiter,
        tuple(fitted(rows[begin], width, numeric[-1])),
        numeric,
        told[begin] + 1,
        lines[told[begin]],
        any(f"{delimiter} " in lines[place] or lines[place][:1] == " " for place in told[begin:]),
        delimiter != "," and uses_comma(kept, numeric),
    )


def _usual_width(rows: list[list[str]]) -> int:
    """How many cells most rows have; the most of those where several are as frequent."""
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width))


def _is_of_numbers(numeric: Sequence[bool], delimiter: str) -> bool:
    """Whether a column holds numbers; where white space parts the cells, as in prose, half of them must."""
    return any(numeric) and (bool(delimiter) or sum(numeric) >= len(numeric) / 2)


def _headless(rows: list[list[str]], width: int, delimiter: str) -> Dialect | None:
    """A table of nothing but numbers: the first column counts where it can, the others go by their places."""
    if len(rows) < SHORTEST or width > WIDEST or any(len(row) != width or None in map(number, row) for row in rows):
        return None
    first = [number(row[0]) or 0.0 for row in rows]
    counted = width > 1 and all(b > a and a.is_integer() for a, b in pairwise(first))
    if not counted and width > 1:
        return None
    names = {1: ("value",), 2: ("step", "value")}.get(width, ("step", *(f"column {n}" for n in range(2, width + 1))))
    comma = delimiter != "," and uses_comma(rows, [True] * width)
    return Dialect(delimiter, names, (True,) * width, 0, "", True, comma)


def _uncommented(line: str) -> str:
    return line.lstrip("#%").lstrip() if line[:1] in "#%" else line

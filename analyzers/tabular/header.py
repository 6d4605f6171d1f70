"""The header of a table of text: the first wordy line that is as wide as the numbers below it."""

import re

from analyzers.tabular.cells import number

PREAMBLE = 20  # lines that may stand before the table
LONGEST_NAME = 200  # characters of a column's name
_NAME = re.compile(r"[^\W\d][^\s:,;=]{0,80}+")
"""A column's name where white space parts the cells: prose has commas and colons."""

_TIME = re.compile(r"[\d:.]{1,20}+[hms]?+|\d{4}-\d\d-\d\d.{0,20}")


def header_place(rows: list[list[str]], width: int, delimiter: str) -> int | None:
    """The place of the header: the first row as wide as the body and wordy, right above rows of numbers."""
    for place, row in enumerate(rows[: PREAMBLE + 1]):
        same = len(row) == width or (len(row) == width - 1 and row and not delimiter)
        if same and is_named(row, delimiter) and sum(map(bool, row)) >= max(1, width - 1):
            below = next((row for row in rows[place + 1 :] if len(row) == width), None)
            if below is not None and any(number(cell) is not None for cell in below):
                return place
    return None


def is_named(row: list[str], delimiter: str) -> bool:
    """Whether all cells of a row are words; where white space parts them, words without commas and colons."""
    return (bool(delimiter) or all(map(_NAME.fullmatch, row))) and all(map(_wordy, row))


def _wordy(cell: str) -> bool:
    return "=" not in cell and len(cell) <= LONGEST_NAME and number(cell) is None and not _TIME.fullmatch(cell)


def fitted(names: list[str], width: int, last_is_number: bool) -> list[str]:
    """One name a column: a header that is one short leaves out the name of the index, or of the time at the end."""
    if len(names) == width:
        return names
    return ["index", *names] if last_is_number else [*names, "time"]

"""The header of a table: a line of names above a row of numbers, or two lines with a word each for every column."""

import re
from bisect import bisect_left

from analyzers.free_text.lines.bars import BAR
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.lines.tokens import VALUE, number
from analyzers.free_text.names.roles import role_of
from analyzers.free_text.tables.printed import printed_names
from analyzers.free_text.tables.rows import NumberRow, begins_as_row
from analyzers.frozen import frozen

LOOK_BACK = 4
"""A header is at most so many lines with words above its first row (a second header is between, say)."""

FARTHEST = 11
"""Lines above a row that are looked at, those without a word among them."""

STACKED = 4
"""Columns that a header of two lines has at least."""

LONGEST_HEADER = 1_000
"""Characters."""

_SENTENCE = re.compile(r"[=:]\s*[-+]?\d|[.!?]\s*$")
_GAP = re.compile(r"\s*[|│┃║]\s*|\t+|\s{2,}|\s*[,;]\s*")
_SHARE_DONE = re.compile(r":?\s*\d+%\s*$")


@frozen()
class Header:
    """names: of the columns · line: the header as it stands, "" where nobody printed one"""

    names: tuple[str, ...]
    line: str

    def columns(self, row: NumberRow) -> list[str] | None:
        """The column name of each number of a row; None where the row does not belong under the header."""
        if row.label and self._numbers_first():
            return None
        names = list(self.names[1:]) if row.label else list(self.names)
        count = len(row.cells)
        if count == len(names):
            return names
        if count == len(names) + 1:
            return [*names, "time"] if self._numbers_first() and number(row.cells[-1]) is None else ["#", *names]
        if 2 <= count < len(names) and ("|" in self.line or not self.line or _are_remarks(names[count:])):
            return names[:count]
        if count > len(names) and BAR in self.line:
            return names
        return None

    def _numbers_first(self) -> bool:
        return role_of(self.names[0]) in ("epoch", "step")


RESULTS = Header(
    (
        *("Epoch", "gpu_mem", "box", "obj", "cls", "total", "labels", "img_size"),
        *("P", "R", "mAP@.5", "mAP@.5:.95", "val box", "val obj", "val cls"),
    ),
    "",
)
"""Of results.txt (YOLOv3 to v5), which has none."""


def _are_remarks(names: list[str]) -> bool:
    """Whether columns hold no numbers, so that their cells are no part of a row."""
    return all(role_of(name) in ("unknown", "noise") for name in names)


def header_above(lines: Lines, row: NumberRow) -> Header | None:
    """The nearest header above a row, with nothing but rows, rulers and a few other lines between."""
    last = bisect_left(lines.lettered, row.place)
    width = len(row.cells) + bool(row.label)
    for place in reversed(lines.lettered[max(0, last - LOOK_BACK) : last]):
        if place < row.place - FARTHEST:
            return None
        line = lines.texts[place]
        names = _stacked(lines.texts[place - 1], line, width) or _names(line, width)
        if names:
            return Header(names, line)
        if BAR not in line and begins_as_row(line):
            return None
    return None


def _stacked(upper: str, lower: str, width: int) -> tuple[str, ...] | None:
    """The names of a header of two lines, a word of each for every column."""
    words = upper.split(), lower.split()
    if {len(line) for line in words} != {width} or width < STACKED or VALUE.search(upper + lower):
        return None
    if len(set(words[1])) == width:  # each tells its column already: above stands another header
        return None
    return _names("  ".join(map(" ".join, zip(*words, strict=True))), width)


def _names(line: str, width: int) -> tuple[str, ...] | None:
    """The cells of a header line, for rows of `width` numbers; None where the line is none."""
    line = _SHARE_DONE.sub("", line.split(BAR)[0]) if BAR in line else line
    if len(line) > LONGEST_HEADER or printed_names(line) or (_SENTENCE.search(line) and "|" not in line):
        return None
    cells = _cells(line, width)
    if len(cells) < 2 or any(VALUE.fullmatch(cell) for cell in cells):
        return None
    return tuple(cells) if _tell(cells) else None


def _cells(line: str, width: int) -> list[str]:
    """What gaps or pipes part; the single words where those fit the rows better."""
    bare = line.strip().strip("|│┃║").strip()
    cells = [cell.strip(" '\"*`") for cell in _GAP.split(bare)]
    words = bare.split()
    fits = len(words) == width or (len(words) == width - 1 and len(cells) != width - 1)
    return words if "|" not in line and len(cells) != width and fits else cells


def _tell(cells: list[str]) -> bool:
    """Whether enough of the cells are names that logs have in a header."""
    roles = [role_of(cell) for cell in cells if cell]
    known = sum(role in ("metric", "epoch", "step", "lr") for role in roles)
    return ("metric" in roles and known >= 2) or ("epoch" in roles and len(cells) >= 3)

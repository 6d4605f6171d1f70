"""Lines that may be rows of a table: numbers with nothing but gaps, pipes and units between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import compress

from analyzers.free_text.lines.bars import BAR
from analyzers.free_text.lines.known import Known
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.tables.vectors import cut_with_lists
from analyzers.frozen import frozen
from analyzers.vocabulary import SPLITS

FEWEST = 2
"""Numbers in a row of a table without borders and without a label."""

LONGEST_TAIL = 12
"""Characters behind the last number: more are a sentence."""

LONGEST_REMARK = 40
"""The same where a gap parts them from the numbers: a column of remarks."""

_ROW = re.compile(r"^[\s|│┃║]*(?:[^\W\d_]+\s*[|│┃║\s]\s*)?[-+(]?(?:\d|nan\b|inf\b|\.\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:[\s|│┃║,;()\[\]:%*]|[GMKk]\b|sec\b|s\b|ms\b|min\b|iB\b|B\b|None\b|-(?=\s|$))*$")
_NAMED = re.compile(r"[^\W\d_][^\s:=]{0,20}\s?[:=]")
"""A name with its value: no row of a table."""

_LABEL = re.compile(r"^[\s|│┃║]*([^\W\d_]*)[\s|│┃║(]*$")
_COMMA_SEPARATED = re.compile(r"[-+\d.,eEnaif\s]+")
_SHARE_DONE = re.compile(r"\s\d+%\s*$")

LABELS = {**SPLITS, "all": "val"}
"""Words in the first cell of a row that tell its split; detectors validate on "all" classes."""


@frozen()
class NumberRow:
    """One row. place: its index · label: a word in its first cell · cells: its numbers as written
    total: of how many the first one is, as in "3/50"."""

    place: int
    label: str
    cells: list[str]
    total: str = ""


def rows(lines: Lines) -> Iterator[NumberRow]:
    """The lines that could be rows of a table, if they stood under a header."""
    for place in compress(range(len(lines.texts)), map(is_row.__getitem__, lines.zeros)):
        row = _row(place, lines.texts[place])
        if row:
            yield row


@Known
def is_row(zeros: bytes) -> bool:
    """Whether lines of these `zeros` could be rows of a table, if they stood under a header."""
    line = zeros.decode(errors="surrogatepass")
    return begins_as_row(line) and not _NAMED.search(line.split(BAR)[0]) and _row(0, line) is not None


def begins_as_row(line: str) -> bool:
    """Whether a number is the first thing in a line, or the second behind a word."""
    return _ROW.match(line) is not None


def _row(place: int, line: str) -> NumberRow | None:
    if "," in line and ", " not in line and _COMMA_SEPARATED.fullmatch(line):
        return NumberRow(place, "", line.strip().split(","))
    shown = line.split(BAR)[0] if BAR in line else line
    shown = _SHARE_DONE.sub("", shown) if "%" in shown else shown
    parts = cut_with_lists(shown)
    label = _LABEL.match(parts[0])
    if label is None or (label[1] and label[1].lower() not in LABELS):
        return None
    bordered = shown.lstrip().startswith(("|", "│"))
    if len(parts) // 2 < FEWEST - bool(label[1]) - bordered or not _ends(parts[-1]):
        return None
    found = _cells(parts)
    if found is None or (len(found[0]) < FEWEST and not label[1]):
        return None
    return NumberRow(place, label[1], *found)


def _cells(parts: Sequence[str]) -> tuple[list[str], str] | None:
    """The numbers of a line, and the total of the first; None where words are between them.

    parts: texts and numbers in turn
    """
    cells: list[str] = []
    total = ""
    for text, value in zip(parts[0::2], parts[1::2], strict=False):
        if cells and text.strip() == "/":
            total = value if len(cells) == 1 else total
        elif cells and not _BETWEEN.match(text):
            return None
        else:
            cells.append(value)
    return cells, total


def _ends(text: str) -> bool:
    """Whether what stands behind the last number may end a row."""
    tail = text.strip(" |│┃║)]*:\t")
    longest = LONGEST_REMARK if text.startswith(("\t", "  ")) else LONGEST_TAIL
    return len(tail) <= longest and not (":" in text and tail)

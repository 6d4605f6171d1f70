"""Tables in text: a header line of names, then rows of numbers, with or without rulers, boxes or pipes."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from analyzers.free_text.bars import BAR
from analyzers.free_text.blocks import Block, Heap
from analyzers.free_text.known import Known
from analyzers.free_text.lines import Lines
from analyzers.free_text.printed import Prints, printed_names
from analyzers.free_text.roles import role_of
from analyzers.free_text.template import Slot, Template
from analyzers.free_text.tokens import VALUE, number
from analyzers.free_text.vectors import cut_with_lists, without_lists
from analyzers.free_text.wordlists import Kind
from analyzers.vocabulary import SPLITS

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
_ROW = re.compile(r"^[\s|│┃║]*(?:[^\W\d_]+\s*[|│┃║\s]\s*)?[-+(]?(?:\d|nan\b|inf\b|\.\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:[\s|│┃║,;()\[\]:%*]|[GMKk]\b|sec\b|s\b|ms\b|min\b|iB\b|B\b|None\b|-(?=\s|$))*$")
_NAMED = re.compile(r"[^\W\d_][^\s:=]{0,20}\s?[:=]")
"""A name with its value: no row of a table."""

_LABEL = re.compile(r"^[\s|│┃║]*([^\W\d_]*)[\s|│┃║(]*$")


@dataclass(frozen=True)
class _Row:
    """One row. place: its index · label: a word in its first cell · cells: its numbers as written
    total: of how many the first one is, as in "3/50"."""

    place: int
    label: str
    cells: list[str]
    total: str = ""


LABELS = {**SPLITS, "all": "val"}
"""Words in the first cell of a row that tell its split; detectors validate on "all" classes."""

RESULTS = (
    *("Epoch", "gpu_mem", "box", "obj", "cls", "total", "labels", "img_size"),
    *("P", "R", "mAP@.5", "mAP@.5:.95", "val box", "val obj", "val cls"),
)
"""Columns of a row of results.txt (YOLOv3 to v5), which has no header."""

_RESULTS = re.compile(r"\s*\d+/\d+\s+[\d.]+G(?:\s+\S+){13}\s*$")


def tables(lines: Lines, without: Container[int] = ()) -> tuple[list[Block], set[int]]:
    """The tables among the lines, a block for each header and row label; and the places of their rows.

    without: places of lines that are read already
    """
    blocks: dict[tuple[object, ...], Heap] = {}
    used: set[int] = set()
    header: tuple[str, ...] = ()
    line = ""
    prints = Prints(lines)
    for row in _rows(lines):
        if row.place in without:
            continue
        above = _header_above(lines, row) or (None if row.label else prints.above(row.place, len(row.cells)))
        if above:
            header, line = above
        elif _RESULTS.match(lines.texts[row.place]):
            header, line = RESULTS, ""
        names = _fit(header, line, row) if header else None
        if names is None:
            header = () if not above else header
            continue
        split = LABELS.get(row.label.lower())
        key = (tuple(names), split, bool(row.total))
        if key not in blocks:
            template = template_of(names, split)
            if template is None:
                continue
            counts = template.counters.get("epoch") == 0 and row.total
            blocks[key] = Heap(replace(template, totals={"epoch": len(names)}) if counts else template, line)
        blocks[key].rows.append(lines.rows[row.place])
        blocks[key].values.append([*without_lists(row.cells, names), row.total])
        used.add(row.place)
    return [heap.block() for heap in blocks.values() if heap.rows], used


def _rows(lines: Lines) -> Iterator[_Row]:
    for place, zeros in enumerate(lines.zeros):
        row = _row(place, lines.texts[place]) if is_row[zeros] else None
        if row:
            yield row


@Known
def is_row(zeros: bytes) -> bool:
    """Whether lines of these `zeros` could be rows of a table, if they stood under a header."""
    line = zeros.decode(errors="surrogatepass")
    return _ROW.match(line) is not None and not _NAMED.search(line.split(BAR)[0]) and _row(0, line) is not None


def _row(place: int, line: str) -> _Row | None:
    if "," in line and re.fullmatch(r"[-+\d.,eEnaif\s]+", line) and ", " not in line:
        return _Row(place, "", line.strip().split(","))
    shown = line.split(BAR)[0] if BAR in line else line
    shown = re.sub(r"\s\d+%\s*$", "", shown) if "%" in shown else shown
    parts = cut_with_lists(shown)
    label = _LABEL.match(parts[0])
    if (
        label is None
        or (label[1] and label[1].lower() not in LABELS)
        or len(parts) < 5 - 2 * bool(label[1]) - 2 * shown.lstrip().startswith(("|", "│"))
    ):
        return None
    cells: list[str] = []
    total = ""
    for text, value in zip(parts[0::2], parts[1::2], strict=False):
        if cells and text.strip() == "/":
            total = value if len(cells) == 1 else total
            continue
        if cells and not _BETWEEN.match(text):
            return None
        cells.append(value)
    if len(cells) < 2 and not label[1]:
        return None
    tail = parts[-1].strip(" |│┃║)]*:")
    return _Row(place, label[1], cells, total) if len(tail) <= 12 and not (":" in parts[-1] and tail) else None


def _header_above(lines: Lines, row: _Row) -> tuple[tuple[str, ...], str] | None:
    last = bisect_left(lines.lettered, row.place)
    for place in reversed(lines.lettered[max(0, last - LOOK_BACK) : last]):
        if place < row.place - FARTHEST:
            return None
        line, width = lines.texts[place], len(row.cells) + bool(row.label)
        names = _stacked(lines.texts[place - 1], line, width) or _names(line, width)
        if names:
            return names, line
        if BAR not in line and _ROW.match(line):
            return None
    return None


def _stacked(upper: str, lower: str, width: int) -> tuple[str, ...] | None:
    """The names of a header of two lines, a word of each for every column."""
    words = upper.split(), lower.split()
    if {len(line) for line in words} != {width} or width < STACKED or VALUE.search(upper + lower):
        return None
    return _names("  ".join(map(" ".join, zip(*words, strict=True))), width)


def _names(line: str, width: int) -> tuple[str, ...] | None:
    """The cells of a header line, for rows of `width` numbers; None where the line is none."""
    line = re.sub(r":?\s*\d+%\s*$", "", line.split(BAR)[0]) if BAR in line else line
    if len(line) > LONGEST_HEADER or printed_names(line) or (_SENTENCE.search(line) and "|" not in line):
        return None
    bare = line.strip().strip("|│┃║").strip()
    cells = [cell.strip(" '\"*`") for cell in _GAP.split(bare)]
    single = bare.split()
    if "|" not in line and len(cells) != width and len(single) in (width, width - 1):
        cells = single if len(single) == width or len(cells) != width - 1 else cells
    if len(cells) < 2 or any(VALUE.fullmatch(cell) for cell in cells):
        return None
    roles = [role_of(cell) for cell in cells if cell]
    known = sum(role in ("metric", "epoch", "step", "lr") for role in roles)
    told = ("metric" in roles and known >= 2) or ("epoch" in roles and len(cells) >= 3)
    return tuple(cells) if told else None


def _fit(header: tuple[str, ...], line: str, row: _Row) -> list[str] | None:
    """The column name of each number of a row; None where the row does not belong under the header."""
    if row.label and _numbers_first(header):
        return None
    names = list(header[1:]) if row.label else list(header)
    count = len(row.cells)
    if count == len(names):
        return names
    if count == len(names) + 1:
        return [*names, "time"] if _numbers_first(header) and number(row.cells[-1]) is None else ["#", *names]
    if 2 <= count < len(names) and "|" in line:
        return names[:count]
    if count > len(names) and BAR in line:
        return names
    return None


def _numbers_first(header: tuple[str, ...]) -> bool:
    return role_of(header[0]) in ("epoch", "step")


def template_of(names: list[str], split: str | None) -> Template | None:
    """What a table's columns are, by their names; None where none is a metric."""
    counters: dict[Kind, int] = {}
    slots: list[Slot] = []
    for index, name in enumerate(names):
        role = "step" if name in ("#", "") else role_of(name)
        if name == "E":
            role = "epoch"
        if role in ("epoch", "step", "batch"):
            counters.setdefault(role, index)
        elif role != "noise":
            slots.append(Slot(index, role, name, split))
    if not any(slot.role in ("metric", "unknown") for slot in slots):
        return None
    return Template(tuple(slots), counters)

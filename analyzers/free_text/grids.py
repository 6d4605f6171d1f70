"""Tables whose cells have borders or stand under rulers: cells may be empty, headers may take several lines.

`tables` reads rows of numbers one by one; here it is the place of a cell that tells what it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from analyzers.free_text.blocks import Block, Heap
from analyzers.free_text.cutting import REMEMBERED
from analyzers.free_text.lines import Lines
from analyzers.free_text.roles import role_of
from analyzers.free_text.tables import template_of
from analyzers.free_text.template import Slot, Template
from analyzers.free_text.tokens import VALUE, number
from analyzers.vocabulary import SPLITS

HIGHEST = 3
"""Lines that a header may take."""

LARGEST = 20_000
"""Only in texts of so many lines: such tables are printed for people."""

_BORDER = re.compile(r"[|│┃║]")
_RULER = re.compile(r"[\s|│┃║+:=─━═╪┼╇┿╞╡├┤┡┩╔╗╚╝╠╣╬┌┐└┘┏┓┗┛╒╕╘╛*_-]*")
_SEGMENTS = re.compile(r"\s*(?:[-=_─━═]{2,}\s+)+[-=_─━═]{2,}\s*")
_SEGMENT = re.compile(r"[-=_─━═]{2,}")
_LINED = re.compile(r"[|│┃║]|[-=_─━═]{2}\s+[-=_─━═]{2}")
"""What every such table has somewhere."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class _Row:
    """One line of a table. place: its index · cells: as written, "" for an empty one"""

    place: int
    cells: list[str]

    def numbers(self) -> int:
        """How many cells are a number."""
        return sum(map(_is_number, self.cells))


def grids(lines: Lines) -> tuple[list[Block], set[int]]:
    """The tables that only the places of their cells tell; and the places of their rows."""
    if len(lines.texts) > LARGEST or not any(map(_LINED.search, set(lines.shapes))):
        return [], set()
    heaps: list[Heap] = []
    used: set[int] = set()
    for header, rows in [*_bordered(lines.texts), *_ruled(lines.texts)]:
        names, cells = _with_numbers(header, rows)
        template = template_of(names, None) if _tells(names) else None
        if template is not None:
            heaps.append(Heap(template, "", [lines.rows[row.place] for row in rows], cells))
            used.update(row.place for row in rows)
    for row, split in _crosswise(lines.texts):
        name = row.cells[0]
        if row.place not in used and role_of(name) == "metric":
            slots = tuple(Slot(index, "metric", name, one) for index, one in enumerate(split) if one)
            heaps.append(Heap(Template(slots), "", [lines.rows[row.place]], [row.cells[1:]]))
            used.add(row.place)
    return [heap.block() for heap in _joined(heaps)], used


def _joined(heaps: list[Heap]) -> Iterator[Heap]:
    alike: dict[object, list[Heap]] = {}
    for heap in heaps:
        alike.setdefault(heap.template.key(), []).append(heap)
    return map(Heap.joined, alike.values())


@lru_cache(REMEMBERED)  # asked several times of the same cell
def _is_number(cell: str) -> bool:
    bare = cell.rstrip("% ")
    return VALUE.fullmatch(bare) is not None and number(bare) is not None


def _with_numbers(header: list[str], rows: list[_Row]) -> tuple[list[str], list[Sequence[str]]]:
    """The columns that hold numbers: their names, and their cells by rows, "" for what is no number."""
    kept = [place for place in range(len(header)) if any(_is_number(row.cells[place]) for row in rows)]
    cells: list[Sequence[str]] = [
        [row.cells[at].rstrip("% ") if _is_number(row.cells[at]) else "" for at in kept] for row in rows
    ]
    return [header[place] for place in kept], cells


def _tells(names: list[str]) -> bool:
    roles = [role_of(name) for name in names]
    return "metric" in roles and sum(role in ("metric", "lr", "epoch", "step", "batch") for role in roles) > 1


def _bordered(lines: list[str]) -> Iterator[tuple[list[str], list[_Row]]]:
    """Tables with lines between the cells, where a cell is empty or a word, or the header takes several lines."""
    for table in _connected(lines):
        height = next((at for at, row in enumerate(table) if row.numbers()), 0)
        head, rows = table[max(0, height - HIGHEST) : height], [row for row in table[height:] if row.numbers()]
        gaps = any(row.numbers() < len(row.cells) for row in rows)
        if head and (gaps or len(head) > 1):
            yield [" ".join(filter(None, (row.cells[at] for row in head))) for at in range(len(head[0].cells))], rows


def _connected(lines: list[str]) -> Iterator[list[_Row]]:
    """Lines of equally many cells, one below the other, rulers between them left out."""
    table: list[_Row] = []
    for place, line in enumerate(lines):
        if line.count("|") < 2 and not (_BORDER.search(line) and len(_BORDER.findall(line)) > 1):
            continue_table = bool(table) and _RULER.fullmatch(line) is not None
            cells = []
        else:
            continue_table = _RULER.fullmatch(line) is not None
            cells = [] if continue_table else _cells(line)
        if not continue_table and (not cells or (table and len(cells) != len(table[0].cells))):
            if len(table) > 1:
                yield table
            table = []
        if len(cells) > 1:
            table.append(_Row(place, cells))
    if len(table) > 1:
        yield table


def _cells(line: str) -> list[str]:
    bare = line.strip()
    inner = bare[_BORDER.match(bare) is not None : len(bare) - (_BORDER.match(bare[-1:]) is not None)]
    return [cell.strip(" \t'\"*`↓↑") for cell in _BORDER.split(inner)]


def _ruled(lines: list[str]) -> Iterator[tuple[list[str], list[_Row]]]:
    """Tables under a ruler with a piece for each column, where a cell is empty."""
    for place, line in enumerate(lines):
        if place and _SEGMENTS.fullmatch(line):
            spans = [found.span() for found in _SEGMENT.finditer(line)]
            edges = [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]
            header = _placed(lines[place - 1], edges)
            rows: list[_Row] = []
            for below in range(place + 1, len(lines)):
                row = _Row(below, _placed(lines[below], edges))
                if not row.numbers() or len(lines[below]) > spans[-1][1] + 20:
                    break
                rows.append(row)
            if any("" in row.cells for row in rows):
                yield header, rows


def _placed(line: str, edges: list[float]) -> list[str]:
    """The words of a line by the column in which their middle stands."""
    cells: list[list[str]] = [[] for _ in range(len(edges) + 1)]
    for word in _WORD.finditer(line):
        cells[sum(edge < (word.start() + word.end()) / 2 for edge in edges)].append(word[0])
    return [" ".join(cell) for cell in cells]


def _crosswise(lines: list[str]) -> Iterator[tuple[_Row, list[str]]]:
    """Rows that name a metric, under a header that names splits: "loss | 0.52 | 0.61"; and the splits of their cells.

    What stands before the first cell that counts, a time stamp say, is left out.
    """
    splits: list[str] = []
    for place, line in enumerate(lines):
        if not _BORDER.search(line):
            splits = splits if _RULER.fullmatch(line) else []
            continue
        cells = _cells(line)
        told = [SPLITS.get(cell.lower(), "") for cell in cells]
        ending = next((count for count, split in enumerate(reversed(told)) if not split), len(told))
        if ending > 1:
            splits = told[-ending:]
        elif splits and len(cells) > len(splits) and any(map(_is_number, cells[-len(splits) :])):
            yield _Row(place, cells[-len(splits) - 1 :]), splits

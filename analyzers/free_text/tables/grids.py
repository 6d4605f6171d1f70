"""Tables whose cells have borders, stand under rulers or under their names: cells may be empty.

`tables` reads rows of numbers one by one; here it is the place of a cell that tells what it is.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, starmap

from analyzers.free_text.lines.known import Known
from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.names.roles import role_of
from analyzers.free_text.phrases.blocks import Block, Heap
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.free_text.tables.cells import Row, is_number, tells
from analyzers.free_text.tables.placed import aligned, ruled
from analyzers.free_text.tables.tables import template_of
from analyzers.vocabulary import SPLITS

HIGHEST = 3
"""Lines that a header may take."""

LARGEST = 20_000
"""Only in texts of so many lines: such tables are printed for people."""

_BORDER = re.compile(r"[|│┃║]")
_RULER = re.compile(r"[\s|│┃║+:=─━═╪┼╇┿╞╡├┤┡┩╔╗╚╝╠╣╬┌┐└┘┏┓┗┛╒╕╘╛*_-]*")
_REMARK = re.compile(r"(?<=[\d*%])\s*(?:[←⬅★⭐✓✔✅🏆🔥]|<-|\(best\)|\(\*\)).*", re.IGNORECASE)
"""What people write behind the number that matters: "1.398 ← best"."""

_TYPE = re.compile(r"[iuf]\d{1,2}|str|bool|cat|date")
"""Of a column, as polars writes it below its name."""

_STAMPS = re.compile(r" - *|\s{2,}|: ")
_LINED = re.compile(r"[|│┃║]|[-=_─━═]{2}\s+[-=_─━═]{2}")
"""What every such table has somewhere."""


def grids(lines: Lines) -> tuple[list[Block], set[int]]:
    """The tables that only the places of their cells tell; and the places of their rows."""
    if len(lines.texts) > LARGEST:
        return [], set()
    lined = any(map(_LINED.search, set(lines.shapes)))
    celled = lined and any(map(_has_number.__getitem__, set(lines.zeros)))
    bordered = [*(_bordered(lines.texts) if celled else ()), *(ruled(lines.texts) if lined else ())]
    heaps: list[Heap] = []
    used: set[int] = set()
    for header, rows, split in chain.from_iterable(starmap(_by_split, [*bordered, *aligned(lines)])):
        names, cells = _with_numbers(header, rows)
        template = template_of(names, split) if tells(names) else None
        if template is not None:
            heaps.append(Heap(template, "", [lines.rows[row.place] for row in rows], cells))
            used.update(row.place for row in rows)
    for row, splits in _crosswise(lines) if lined else ():
        name = row.cells[0]
        if row.place not in used and role_of(name) == "metric":
            slots = tuple(Slot(index, "metric", name, one) for index, one in enumerate(splits) if one)
            heaps.append(Heap(Template(slots), "", [lines.rows[row.place]], [row.cells[1:]]))
            used.add(row.place)
    return [heap.block() for heap in _joined(heaps)], used


def _joined(heaps: list[Heap]) -> Iterator[Heap]:
    alike: dict[object, list[Heap]] = {}
    for heap in heaps:
        alike.setdefault(heap.template.key(), []).append(heap)
    return map(Heap.joined, alike.values())


def _by_split(header: list[str], rows: list[Row]) -> Iterator[tuple[list[str], list[Row], str | None]]:
    """The table; in pieces where a column says which split each row is of, as "phase" or as "train: True"."""
    for place, name in enumerate(header):
        cells = [row.cells[place].lower() for row in rows]
        flags = {"true": SPLITS.get(name.lower()), "false": "val"} if SPLITS.get(name.lower()) == "train" else SPLITS
        if set(cells) <= flags.keys() and len(set(cells)) > 1:
            told = [flags[cell] for cell in cells]
            yield from ((header, [row for row, one in zip(rows, told, strict=True) if one == s], s) for s in set(told))
            return
    yield header, rows, None


def _with_numbers(header: list[str], rows: list[Row]) -> tuple[list[str], list[Sequence[str]]]:
    """The columns that hold numbers: their names, and their cells by rows, "" for what is no number."""
    kept = [place for place in range(len(header)) if any(is_number(row.cells[place]) for row in rows)]
    cells: list[Sequence[str]] = [
        [row.cells[at].rstrip("% ") if is_number(row.cells[at]) else "" for at in kept] for row in rows
    ]
    return [header[place] for place in kept], cells


def _bordered(lines: list[str]) -> Iterator[tuple[list[str], list[Row]]]:
    """Tables with lines between the cells, where a cell is empty or a word, or the header takes several lines."""
    for table in _connected(lines):
        height = next((at for at, row in enumerate(table) if row.numbers()), 0)
        if not height:
            continue
        named = [row for row in table[:height] if not all(map(_TYPE.fullmatch, row.cells))]
        head, rows = named[-HIGHEST:], [row for row in table[height:] if row.numbers()]
        gaps = any(row.numbers() < len(row.cells) or _REMARK.search(lines[row.place]) for row in rows)
        if gaps or len(head) > 1:
            yield [" ".join(filter(None, (row.cells[at] for row in head))) for at in range(len(head[0].cells))], rows


def _connected(lines: list[str]) -> Iterator[list[Row]]:
    """Lines of equally many cells, one below the other, rulers between them left out."""
    table: list[Row] = []
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
            table.append(Row(place, cells))
    if len(table) > 1:
        yield table


def _cells(line: str) -> list[str]:
    bare = line.strip()
    inner = bare[_BORDER.match(bare) is not None : len(bare) - (_BORDER.match(bare[-1:]) is not None)]
    return [_REMARK.sub("", cell).strip(" \t'\"*`↓↑[]") for cell in _BORDER.split(inner)]


@Known
def _has_number(zeros: bytes) -> bool:
    """Whether lines of these `zeros` have a cell that is a number: of 1,204 the digits matter."""
    line = zeros.decode(errors="surrogatepass")
    return _BORDER.search(line) is not None and any(map(is_number, _cells(line) + _cells(line.replace("0", "1"))))


def _stripped(line: str) -> list[str]:
    """The cells of a line, without what stands before the first that counts."""
    cells = _cells(line)
    return [_STAMPS.split(cells[0])[-1], *cells[1:]]


@Known
def _splits(zeros: bytes) -> tuple[str, ...]:
    """The splits that lines of these `zeros` end in, where they are several."""
    told = [SPLITS.get(cell.lower(), "") for cell in _stripped(zeros.decode(errors="surrogatepass"))]
    ending = next((count for count, split in enumerate(reversed(told)) if not split), len(told))
    return tuple(told[-ending:]) if ending > 1 else ()


def _crosswise(lines: Lines) -> Iterator[tuple[Row, list[str]]]:
    """Rows that name a metric, under a header that names splits: "loss | 0.52 | 0.61"; and the splits of their cells.

    What stands before the first cell that counts, a time stamp say, is left out.
    """
    splits: list[str] = []
    for place, line in enumerate(lines.texts):
        if not _BORDER.search(line):
            splits = splits if _RULER.fullmatch(line) else []
            continue
        header = _splits[lines.zeros[place]]
        cells = _stripped(line) if splits and not header else []
        if header:
            splits = list(header)
        elif splits and len(cells) > len(splits) and any(map(is_number, cells[-len(splits) :])):
            yield Row(place, cells[-len(splits) - 1 :]), splits

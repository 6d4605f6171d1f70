"""Tables whose cells stand under their names, with a ruler between or without, and may be empty."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.tables.cells import Row, is_number, tells
from analyzers.free_text.tables.headers import LONGEST_HEADER

_SEGMENTS = re.compile(r"\s*(?:[-=_─━═]{2,}\s+)+[-=_─━═]{2,}\s*")
_SEGMENT = re.compile(r"[-=_─━═]{2,}")
_WORD = re.compile(r"\S+")
_SPACED = re.compile(r"\S {2,}\S.* {2,}\S")
_LEFT_OUT = ("...", "…", "⋮", "[...]")  # what people write for rows that they left out
_NAME = re.compile(r"\S+(?: \S+)*")


def ruled(lines: list[str]) -> Iterator[tuple[list[str], list[Row]]]:
    """Tables under a ruler with a piece for each column, where a cell is empty."""
    for place, line in enumerate(lines):
        if place and _SEGMENTS.fullmatch(line):
            spans = [found.span() for found in _SEGMENT.finditer(line)]
            edges = [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]
            header = _placed(lines[place - 1], edges)
            rows: list[Row] = []
            for below in range(place + 1, len(lines)):
                row = Row(below, _placed(lines[below], edges))
                if not row.numbers() or len(lines[below]) > spans[-1][1] + 20:
                    break
                rows.append(row)
            if any("" in row.cells for row in rows):
                yield header, rows


def aligned(lines: Lines) -> Iterator[tuple[list[str], list[Row]]]:
    """Tables without any line whose cells begin where their names do, where a cell is empty."""
    for place in lines.numberless:
        header = lines.texts[place]
        if len(header) > LONGEST_HEADER or not _SPACED.search(header):
            continue
        spans = [found.span() for found in _NAME.finditer(header)]
        names = [header[begin:end] for begin, end in spans]
        starts = [begin for begin, _ in spans]
        if not tells(names):
            continue
        rows: list[Row] = []
        for below in range(place + 1, len(lines.texts)):
            words = list(_WORD.finditer(lines.texts[below]))
            if len(words) == 1 and words[0][0] in _LEFT_OUT:
                continue
            cells = {bisect_right(starts, word.start()) - 1: word[0] for word in words}
            numbers = any(map(is_number, cells.values()))
            if not numbers or len(cells) < len(words) or words[0].start() != starts[0]:
                break
            if rows and is_number(rows[0].cells[0]) and not is_number(cells[0]):
                break  # a sentence below a table whose rows are counted
            rows.append(Row(below, [cells.get(at, "") for at in range(len(names))]))
        if any("" in row.cells for row in rows):
            yield names, rows


def _placed(line: str, edges: list[float]) -> list[str]:
    """The words of a line by the column in which their middle stands."""
    cells: list[list[str]] = [[] for _ in range(len(edges) + 1)]
    for word in _WORD.finditer(line):
        cells[sum(edge < (word.start() + word.end()) / 2 for edge in edges)].append(word[0])
    return [" ".join(cell) for cell in cells]

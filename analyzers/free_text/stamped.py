"""Long logs: the shapes learnt from the first lines become one anchored pattern that reads the rest at full speed."""

import re
from collections.abc import Iterator

import numpy as np

from analyzers.free_text.blocks import Block, Heap, heaps
from analyzers.free_text.clean import PER_LINE, Lines, pieces
from analyzers.free_text.tokens import cut, number

LONG = 1_000_000
"""Texts of so many characters are worth learning for."""

SAMPLE = 3_000
"""Lines to learn from."""

CHUNK = 4_000_000
"""Characters to match at once: bounds the memory of the matches."""

_NUMBER = r"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?|[-+]?(?:[Nn]a[Nn]|[Ii]nf(?:inity)?|NAN|INF)"
_DIGITS = re.compile(r"\d++")


def stamp(text: str, comma: bool) -> tuple[list[Block], Lines]:
    """The blocks of the shapes that recur in the first lines; and the lines of no such shape.

    text: with "\n" for every line end
    """
    known = _recurring(text, comma)
    if not known or comma:
        raw = text.split("\n")
        return [], pieces(enumerate(raw, 1), comma, len(raw) - (raw[-1] == ""))
    pattern = re.compile("^(?:" + "|".join(_pattern(heap) for heap in known) + r")[ \t]*+$|^(.*)$", re.MULTILINE)
    gathered = [_Columns(heap) for heap in known]
    other: list[tuple[int, str]] = []
    total = 0
    for chunk in _chunks(text):
        matches = pattern.findall(chunk)
        rest = [(total + 1 + place, found[-1]) for place, found in enumerate(matches) if found[-1]]
        offset = 0
        for columns in gathered:
            columns.take(matches, offset, total)
            offset += columns.width
        other += rest
        total += len(matches)
    total -= text.endswith("\n")
    return [columns.block() for columns in gathered if columns.rows], pieces(other, comma, total)


def _recurring(text: str, comma: bool) -> list[Heap]:
    """The shapes that make up at least a hundredth of the first lines, the most frequent first."""
    head = text[: SAMPLE * 200].split("\n")[:SAMPLE]
    lines = Lines(head, list(range(len(head))), len(head))
    found = [heap for heap in heaps(lines) if len(heap.rows) * 100 >= len(head) and heap.template.needed()]
    found = [heap for heap in found if pieces([(1, heap.text)], comma, 1).texts == [heap.text] and heap.text.isprintable()]
    return sorted(found, key=lambda heap: -len(heap.rows))[:8]


def _pattern(heap: Heap) -> str:
    """An anchored pattern for a shape, with one group for each number that counts."""
    parts = cut(heap.text)
    needed = heap.template.needed()
    made = [_literal(parts[0])]
    for index, (value, text) in enumerate(zip(parts[1::2], parts[2::2], strict=True)):
        made += [f"({_NUMBER})" if index in needed else _any(value), _literal(text)]
    return "".join(made)


def _literal(text: str) -> str:
    """The text itself, with any amount of blanks wherever it has some."""
    return r"[ \t]*+".join(re.escape(word) for word in re.split(r"[ \t]+", text))


def _any(value: str) -> str:
    if number(value) is None:
        return _DIGITS.sub(r"\\d++", re.escape(value))
    return f"(?:{_NUMBER})" if "," not in value else r"[\d,.]++"


def _chunks(text: str) -> Iterator[str]:
    """The text in pieces that end at a line end (which is left out)."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", min(begin + CHUNK, len(text)))
        end = len(text) if end < 0 else end
        yield text[begin:end]
        begin = end + 1


class _Columns:
    """What one shape's lines hold, chunk after chunk."""

    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self.needed = heap.template.needed()
        self.width = len(self.needed)
        self.rows: list[np.ndarray] = []
        self.columns: list[list[np.ndarray]] = [[] for _ in self.needed]

    def take(self, matches: list[tuple[str, ...]], offset: int, total: int) -> None:
        mine = [found for found in matches if found[offset]]
        if not mine:
            return
        places = range(len(matches)) if len(mine) == len(matches) else [p for p, found in enumerate(matches) if found[offset]]
        self.rows.append((np.fromiter(places, np.int64, len(mine)) + total + 1) * PER_LINE)
        for column, index in zip(self.columns, range(offset, offset + self.width), strict=True):
            column.append(np.fromiter((float(found[index]) for found in mine), np.float64, len(mine)))

    def block(self) -> Block:
        columns = {index: np.concatenate(column) for index, column in zip(self.needed, self.columns, strict=True)}
        return Block(self.heap.template, self.heap.text, np.concatenate(self.rows), columns)

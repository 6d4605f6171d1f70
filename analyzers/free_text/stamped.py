"""Long logs: what is learnt of a few shapes in the first lines is applied to all lines at once, as columns."""

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.free_text.blocks import Block, Heap, heaps
from analyzers.free_text.clean import PER_LINE, Lines, pieces
from analyzers.free_text.points import Flags
from analyzers.free_text.tokens import cut
from analyzers.run import Floats, Ints

LONG = 1_000_000
"""Texts of so many characters are worth learning for."""

SAMPLE = 2_000
"""Lines to learn from."""

SHAPES = 6
"""At most so many shapes are applied; each costs one pass over the text."""

CHUNK = 16_000_000
"""Bytes to work on at once: bounds the memory."""

PORTION = 50_000
"""Lines of other shapes to keep cut into words at once: bounds the memory, too."""

_APART = "".join(set(string.punctuation) - set(".+-_#@")) + "\t"
_TO_BLANK = bytes.maketrans(_APART.encode(), b" " * len(_APART))
"""Punctuation parts words, as blanks do; what may stand inside a number or a name stays."""


@dataclass(frozen=True)
class _Stamp:
    """A shape as columns of blank-separated words.

    words:   column → the word that every line of this shape has there
    numbers: index of a number that counts → its column
    width:   how many columns a line of this shape has
    """

    heap: Heap
    words: dict[int, str]
    numbers: dict[int, int]
    width: int


def stamp(text: str, comma: bool) -> tuple[list[Block], Iterator[Lines]]:
    """The blocks of the shapes that recur in the first lines; and, in portions, the lines of other shapes.

    text: with "\n" for every line end · comma: whether 0,25 is a number here
    """
    stamps, needless = ([], b"") if comma else _learn(text)
    gathered: dict[int, list[tuple[Ints, Floats]]] = {}
    other: list[tuple[int, str]] = []
    total = 0
    for chunk in _chunks(text):
        lines = chunk.count("\n") + 1
        open_lines = np.ones(lines, bool)
        flat = _flat(chunk, needless) if stamps else b""
        for place, one in enumerate(stamps):
            if open_lines.sum() * 100 > lines:
                found = _apply(one, flat, lines)
                if found is not None and (mine := found[0] & open_lines).any():
                    open_lines &= ~mine
                    rows = (np.flatnonzero(mine) + total + 1) * PER_LINE
                    gathered.setdefault(place, []).append((rows, found[1][mine]))
        if open_lines.any():
            split = chunk.split("\n")
            other += [(total + 1 + index, split[index]) for index in np.flatnonzero(open_lines).tolist()]
        total += lines
    blocks = [_block(stamps[place].heap, parts) for place, parts in gathered.items()]
    begins = range(0, max(1, len(other)), PORTION)
    return blocks, (pieces(other[begin : begin + PORTION], comma, total) for begin in begins)


def _learn(text: str) -> tuple[list[_Stamp], bytes]:
    """The shapes that make up a hundredth of the first lines or more, the most frequent first; and needless marks."""
    head = text[: SAMPLE * 300].split("\n")[:SAMPLE]
    found = [
        heap
        for heap in heaps(Lines(head, list(range(len(head))), len(head))).values()
        if len(heap.rows) * 100 >= len(head)
    ]
    found.sort(key=lambda heap: -len(heap.rows))
    stamps = (
        _stamp(heap)
        for heap in found
        if heap.template.needed() and pieces([(1, heap.text)], False, 1).texts == [heap.text]
    )
    chosen = [one for one in stamps if one is not None][:SHAPES]
    return chosen, _needless([one.heap.text for one in chosen])


def _needless(samples: list[str]) -> bytes:
    """Punctuation beside which there is a blank wherever it stands: it can be dropped, which is faster."""
    spaced = [f" {line} " for line in samples]
    return "".join(
        mark
        for mark in _APART
        if all(before == " " or after == " " for line in spaced for before, at, after in _threes(line) if at == mark)
    ).encode()


def _threes(line: str) -> Iterable[tuple[str, str, str]]:
    return zip(line, line[1:], line[2:], strict=False)


def _stamp(heap: Heap) -> _Stamp | None:
    """The shape's columns; None where a number that counts stands in one word with something else."""
    parts = cut(heap.text)
    marked = "".join(
        f"{text}\0{index // 2}\0" if index < len(parts) - 1 else text
        for index, text in enumerate(parts)
        if not index % 2
    )
    words = _flat(marked).decode().split(" ")
    needed = {f"\0{index}\0": index for index in heap.template.needed()}
    numbers = {needed[word]: column for column, word in enumerate(_expanded(words, parts)) if word in needed}
    fixed = {column: word for column, word in enumerate(_expanded(words, parts)) if "\0" not in word}
    return _Stamp(heap, fixed, numbers, len(_expanded(words, parts))) if len(numbers) == len(needed) else None


def _expanded(words: list[str], parts: list[str]) -> list[str]:
    """Words in which each number that is several words itself, such as 10:00:12,123, takes as many places."""
    expanded: list[str] = []
    for word in words:
        value = parts[2 * int(word.split("\0")[1]) + 1] if "\0" in word else ""
        expanded += [word, *["\0"] * _flat(value).count(b" ")] if value else [word]
    return expanded


def _flat(chunk: str, needless: bytes = b"") -> bytes:
    """The chunk as words with one blank between them."""
    flat = chunk.encode().translate(_TO_BLANK, needless)
    while b"  " in flat:
        flat = flat.replace(b"  ", b" ")
    return flat.replace(b"\n ", b"\n").replace(b" \n", b"\n").strip(b" ")


def _apply(one: _Stamp, flat: bytes, lines: int) -> tuple[Flags, Floats] | None:
    """Which lines are of a shape, and the (lines, numbers) table of what they hold; None where this cannot be told."""
    import polars as pl  # slow to import, needed for long logs only

    counted = set(one.numbers.values())
    model = b"0 " * one.width + b"0\n"  # a first line that shows how many columns there are, and one more
    types = [pl.Float64 if column in counted else pl.String for column in range(one.width + 1)]
    try:
        table = pl.read_csv(
            model + flat,
            has_header=False,
            separator=" ",
            quote_char=None,
            schema={f"column_{column + 1}": kind for column, kind in enumerate(types)},
            columns=sorted({*one.words, *counted, one.width}),
            ignore_errors=True,
            truncate_ragged_lines=True,
        )[1:]
    except pl.exceptions.PolarsError:
        return None
    if table.height != lines:
        return None
    fits = table[f"column_{one.width + 1}"].is_null().to_numpy()
    for column, word in one.words.items():
        fits &= (table[f"column_{column + 1}"] == word).fill_null(False).to_numpy()
    found = [table[f"column_{one.numbers[index] + 1}"] for index in one.heap.template.needed()]
    for series in found:
        fits &= series.is_not_null().to_numpy()
    return fits, np.stack([series.to_numpy() for series in found], axis=1)


def _block(heap: Heap, parts: list[tuple[Ints, Floats]]) -> Block:
    values = np.concatenate([part[1] for part in parts])
    columns = {index: values[:, place].copy() for place, index in enumerate(heap.template.needed())}
    return Block(heap.template, heap.text, np.concatenate([part[0] for part in parts]), columns)


def _chunks(text: str) -> Iterator[str]:
    """The text in pieces that end at a line end (which is left out)."""
    begin, last = 0, len(text) - text.endswith("\n")
    while begin < last:
        end = text.find("\n", min(begin + CHUNK, last))
        end = last if end < 0 else end
        yield text[begin:end]
        begin = end + 1

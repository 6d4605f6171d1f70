"""A long text in stretches, their lines grouped by what is left of them without digits."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np

from analyzers.free_text.clean import plain
from analyzers.free_text.lines import PER_LINE
from analyzers.run import Ints

CHUNK = 8_000_000
"""Bytes to work on at once: bounds the memory."""

OFTEN = 100
"""Lines of one skeleton that are worth a pass of their own."""

_DIGITS = b"0123456789."
_ARROW = b"=>"
"""What the states of a progress bar differ by: "[==>..]"."""

_MARK = re.compile(rb"[\x00\b\v\f\x1b]|\xc2\x85|\xe2\x80[\xa8\xa9]|\^\[\[|\[;*m")
_BLANKS = b" \t\v\f"


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some lines; a carriage return ends one, too.

    text:   the lines, with a line end between them
    rows:   (n,) their places, see `Lines`
    groups: lines without their digits (and bars) → (k,) numbers of those lines, where they are not rare
    rare:   numbers of the other lines
    ends:   how many lines of the upload these are
    marked: whether there is something in them that `plain` removes
    """

    text: bytes
    rows: Ints
    groups: dict[bytes, Ints]
    rare: Ints
    ends: int
    marked: bool

    @cached_property
    def lines(self) -> list[bytes]:
        return self.text.split(b"\n")

    def only(self, places: Ints) -> bytes:
        """The lines of these numbers."""
        if len(places) in (0, len(self.rows)):
            return self.text if len(places) else b""
        return b"\n".join(map(self.lines.__getitem__, places.tolist()))


def stretches(text: bytes) -> Iterator[Stretch]:
    """The text, UTF-8, in stretches of about CHUNK bytes."""
    first, marked = 1, False
    end = b"\n" if b"\n" in text else b""
    for chunk in _chunks(text):
        one = stretch(_returned(chunk, end), first) if end and not marked else None
        if one is None or one.marked:
            one, marked = stretch(plain((chunk + end).decode()).encode().removesuffix(end), first), True
        first += one.ends
        yield one


def _returned(chunk: bytes, end: bytes) -> bytes:
    """Lines that end as Windows ends them, or its consoles ("\\r\\r\\n"), end in "\\n" alone."""
    if b"\r" not in chunk:
        return chunk
    return (chunk + end).replace(b"\r\n", b"\n").replace(b"\r\n", b"\n").removesuffix(end)


def stretch(chunk: bytes, first: int) -> Stretch:
    """Groups the lines of a text, of which the first has the number `first`."""
    text = chunk.replace(b"\r", b"\n") if b"\r" in chunk else chunk
    bare = text.translate(None, _DIGITS + _ARROW if b"=>." in text else _DIGITS)
    skeleton = bare.partition(b"\n")[0]
    alike = (len(bare) + 1) // (len(skeleton) + 1)
    if text is chunk and (skeleton + b"\n") * alike == bare + b"\n":
        every = np.arange(alike)
        marked = _MARK.search(skeleton) is not None
        return Stretch(text, (every + first) * PER_LINE, {skeleton: every}, np.empty(0, np.int64), alike, marked)
    ends = chunk.count(b"\n") + 1
    rows = (np.arange(ends) + first) * PER_LINE if text is chunk else _rows(chunk, text, first)
    groups, rare, marked = _grouped(bare.split(b"\n"))
    return Stretch(text, rows, groups, rare, ends, marked)


def _grouped(skeletons: list[bytes]) -> tuple[dict[bytes, Ints], Ints, bool]:
    """See `Stretch`: groups, rare, marked."""
    ids: defaultdict[bytes, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(ids.__getitem__, skeletons), np.int64, len(skeletons))
    sizes = np.bincount(codes)
    rare = sizes < OFTEN
    codes[rare[codes]] = len(sizes)
    order = np.argsort(codes, kind="stable")
    *parts, alone = np.split(order, np.cumsum(sizes[~rare]))
    names = [name for name, lonely in zip(ids, rare.tolist(), strict=True) if not lonely]
    return dict(zip(names, parts, strict=True)), alone, _MARK.search(b"\n".join(ids)) is not None


def _rows(chunk: bytes, text: bytes, first: int) -> Ints:
    """Places of lines that carriage returns divide: the blank ones are not counted."""
    marks = np.frombuffer(chunk, np.uint8)
    marks = marks[(marks == ord("\n")) | (marks == ord("\r"))]
    line = np.append(0, np.cumsum(marks == ord("\n")))
    ends = np.flatnonzero(np.frombuffer(text.translate(None, _BLANKS) + b"\n", np.uint8) == ord("\n"))
    told = (np.diff(ends, prepend=-1) > 1).astype(np.int64)
    before = np.cumsum(told) - told
    rows: Ints = (line + first) * PER_LINE + before - before[np.searchsorted(line, line)]
    return rows


def _chunks(text: bytes) -> Iterator[bytes]:
    """The text in pieces that end at a line end (which is left out)."""
    begin, last = 0, len(text) - text.endswith(b"\n")
    while begin < last:
        end = text.find(b"\n", min(begin + CHUNK, last))
        end = last if end < 0 else end
        yield text[begin:end]
        begin = end + 1

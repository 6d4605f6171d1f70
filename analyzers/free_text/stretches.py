"""A long text in stretches, their lines grouped by what is left of them without digits."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from analyzers.free_text.byte_lines import ByteLines
from analyzers.free_text.clean import plain
from analyzers.free_text.lines import PER_LINE
from analyzers.free_text.parting import BAR
from analyzers.run import Ints

CHUNK = 4_000_000
"""Bytes to work on at once: bounds the memory."""

OFTEN = 100
"""Lines of one skeleton that are worth a pass of their own."""

HEAD = 100_000
"""Bytes of a stretch in which it shows that bars are drawn in it."""

_DIGITS = b"0123456789."
_MARK = re.compile(rb"[\x00\b\v\f\x1b]|\xc2\x85|\xe2\x80[\xa8\xa9]|\^\[\[|\[;*m")


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some lines; a carriage return ends one, too.

    lines:  the lines
    rows:   (n,) their places, see `Lines`
    groups: lines without their digits (and bars) → (k,) numbers of those lines, where they are not rare
    rare:   numbers of the other lines
    ends:   how many lines of the upload these are
    marked: whether there is something in them that `plain` removes
    """

    lines: ByteLines
    rows: Ints
    groups: dict[bytes, Ints]
    rare: Ints
    ends: int
    marked: bool

    def only(self, places: Ints) -> bytes:
        """The lines of these growing numbers."""
        return self.lines.text if len(places) == len(self.rows) else self.lines.only(places)


def stretches(text: bytes) -> Iterator[Stretch]:
    """The text, UTF-8, in stretches of about CHUNK bytes."""
    first, marked = 1, False
    for chunk in _chunks(text if b"\n" in text else plain(text.decode()).encode()):
        one = None if marked else stretch(_returned(chunk), first)
        if one is None or one.marked:
            one, marked = stretch(plain(f"{chunk.decode()}\n").encode()[:-1], first), True
        first += one.ends
        yield one


def _returned(chunk: bytes) -> bytes:
    """Lines that end as Windows ends them, or its consoles ("\\r\\r\\n"), end in "\\n" alone."""
    if b"\r" not in chunk:
        return chunk
    return (chunk + b"\n").replace(b"\r\n", b"\n").replace(b"\r\n", b"\n")[:-1]


def stretch(chunk: bytes, first: int) -> Stretch:
    """Groups the lines of a text, of which the first has the number `first`."""
    text = chunk.replace(b"\r", b"\n") if b"\r" in chunk else chunk
    bare = text.translate(None, _DIGITS + BAR if b"=>." in text[:HEAD] else _DIGITS)
    skeleton = bare.partition(b"\n")[0]
    alike = (len(bare) + 1) // (len(skeleton) + 1)
    if _repeats(bare, skeleton, alike):
        groups, rare = {skeleton: np.arange(alike)}, np.empty(0, np.int64)
    else:
        groups, rare = _grouped(ByteLines(bare))
    marked = _MARK.search(b"\n".join([*groups, ByteLines(bare).only(rare)])) is not None
    lines = ByteLines(text)
    if text is not chunk:
        return Stretch(lines, _rows(chunk, lines, first), groups, rare, chunk.count(b"\n") + 1, marked)
    ends = len(rare) + sum(map(len, groups.values()))
    return Stretch(lines, (np.arange(ends) + first) * PER_LINE, groups, rare, ends, marked)


def _repeats(bare: bytes, skeleton: bytes, times: int) -> bool:
    every = (skeleton + b"\n") * times
    return len(every) == len(bare) + 1 and every.startswith(bare)


def _grouped(bare: ByteLines) -> tuple[dict[bytes, Ints], Ints]:
    """The numbers of equal lines, where they are not rare; and the numbers of the others.

    Lines of one length are most often all the same, which is quickly seen.
    """
    groups: dict[bytes, Ints] = {}
    rare: list[Ints] = [np.empty(0, np.int64)]
    for places in _by(bare.lengths()):
        if len(places) < OFTEN:
            rare.append(places)
            continue
        text = bare.only(places)
        one = text.partition(b"\n")[0]
        if _repeats(text, one, len(places)):
            groups[one] = places
            continue
        ids: defaultdict[bytes, int] = defaultdict(count().__next__)
        parts = _by(np.fromiter(map(ids.__getitem__, text.split(b"\n")), np.int64, len(places)))
        groups |= {name: places[part] for name, part in zip(ids, parts, strict=True) if len(part) >= OFTEN}
        rare += [places[part] for part in parts if len(part) < OFTEN]
    return dict(sorted(groups.items(), key=lambda group: int(group[1][0]))), np.sort(np.concatenate(rare))


def _by(codes: Ints) -> list[Ints]:
    """The places of equal numbers, the smallest number first."""
    small = codes.astype(np.uint16) if codes.max(initial=0) <= np.iinfo(np.uint16).max else codes  # far faster
    order = np.argsort(small, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def _rows(chunk: bytes, lines: ByteLines, first: int) -> Ints:
    """Places of lines that carriage returns divide: the blank ones are not counted."""
    ended = np.frombuffer(chunk, np.uint8)[lines.ends[:-1]] == ord("\n")
    line = np.append(0, np.cumsum(ended))
    told = ~lines.blank()
    before: Ints = np.cumsum(told) - told
    rows: Ints = (line + first) * PER_LINE + before - before[np.append(True, ended)][line]
    return rows


def _chunks(text: bytes) -> Iterator[bytes]:
    """The text in pieces that end at a line end (which is left out)."""
    begin, last = 0, len(text) - text.endswith(b"\n")
    while begin < last:
        end = text.find(b"\n", min(begin + CHUNK, last))
        end = last if end < 0 else end
        yield text[begin:end]
        begin = end + 1

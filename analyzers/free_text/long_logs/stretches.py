"""A long text in stretches, each a few lines that fit into the fast memory of a processor."""

from collections.abc import Iterator

import numpy as np

from analyzers.free_text.lines.clean import HEAD, plain
from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.long_logs.byte_lines import ByteLines
from analyzers.frozen import frozen
from analyzers.run import Ints

CHUNK = 1_000_000
"""Bytes to work on at once."""

_MARKS = (b"\x00", b"\b", b"\v", b"\f", b"\x1b")
_WIDE_MARKS = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
_LOST_MARKS = (b"^[[", b"[0m", b"#015", b"#033[")
"""What `plain` removes: single bytes, others than ASCII, and colours whose escape character was lost."""


@frozen(eq=False)
class Stretch:
    """Some lines; a carriage return ends one, too.

    rows: (n,) their places, see `Lines`
    ends: how many lines of the upload these are
    """

    lines: ByteLines
    rows: Ints
    ends: int


def stretches(text: bytes, comma: bool = False) -> Iterator[Stretch]:
    """The text, UTF-8, in stretches of about CHUNK bytes. comma: whether 0,25 is a number, which becomes 0.25"""
    first, marked = 1, any(mark in text[:HEAD] for mark in _LOST_MARKS)
    for chunk in _chunks(text if b"\n" in text else plain(text.decode()).encode()):
        lines = _returned(chunk)
        lines = _plain(lines) if marked or _has_mark(lines) else lines
        one = stretch(_with_points(lines) if comma else lines, first)
        first += one.ends
        yield one


def stretch(chunk: bytes, first: int) -> Stretch:
    """The lines of a text, of which the first has the number `first`."""
    if b"\r" in chunk:
        lines = ByteLines(chunk.replace(b"\r", b"\n"))
        return Stretch(lines, _rows(chunk, lines, first), chunk.count(b"\n") + 1)
    lines = ByteLines(chunk)
    return Stretch(lines, (np.arange(len(lines)) + first) * PER_LINE, len(lines))


def _has_mark(chunk: bytes) -> bool:
    return any(mark in chunk for mark in _MARKS) or (not chunk.isascii() and any(mark in chunk for mark in _WIDE_MARKS))


def _plain(chunk: bytes) -> bytes:
    return plain(f"{chunk.decode()}\n").encode()[:-1]


def _with_points(chunk: bytes) -> bytes:
    """The text with a point for each comma between digits."""
    codes = np.frombuffer(bytearray(b"\n%b\n" % chunk), np.uint8)
    at = np.flatnonzero(codes == ord(","))
    before, after = codes[at - 1] - ord("0"), codes[at + 1] - ord("0")  # what is below "0" wraps around
    codes[at[(before <= 9) & (after <= 9)]] = ord(".")
    return codes[1:-1].tobytes()


def _returned(chunk: bytes) -> bytes:
    """Lines that end as Windows ends them, or its consoles ("\\r\\r\\n"), end in "\\n" alone."""
    if b"\r" not in chunk:
        return chunk
    ends = ByteLines(chunk).ends
    if not (np.frombuffer(chunk, np.uint8)[ends[ends > 0] - 1] == ord("\r")).any():
        return chunk  # this is seen sooner than that there is nothing to replace
    return (chunk + b"\n").replace(b"\r\n", b"\n").replace(b"\r\n", b"\n")[:-1]


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

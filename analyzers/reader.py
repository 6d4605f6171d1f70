"""The contract of a reader: recognise one log format (family), and turn it into runs."""

from collections.abc import Callable
from dataclasses import field
from enum import IntEnum

from analyzers.allowance import Allowance
from analyzers.frozen import frozen, lazy
from analyzers.run import Run
from analyzers.text import as_utf8, decode

HEAD_BYTES = 65_536  # what `sniff` may look at: enough for a page of prose before the first log line


class Fit(IntEnum):
    """How well an upload fits a reader. The best fit wins; a tie between two readers is a defect of ours."""

    NO = 0
    FALLBACK = 1  # readable as anything of this shape is (free text)
    LOOKS_LIKE = 2  # the shape of the format
    SIGNATURE = 3  # a mark that only this producer writes


@frozen()
class Upload:
    """One thing to read, already unpacked (gzip, zstd and zip are undone before a reader sees it).

    name: the file's name as the user gave it, a hint at most, never opened; "" where there is none
    allowance: what it may cost, with all that is found in it
    """

    data: bytes
    name: str = ""
    allowance: Allowance = field(default_factory=Allowance, compare=False)

    def of(self, data: bytes, name: str = "") -> "Upload":
        """What is found in it, or made of it; under its own name where it has none."""
        return Upload(data, name or self.name, self.allowance)

    @lazy
    def text(self) -> str:
        """The whole upload as text: BOM, UTF-8, UTF-16, else cp1252; never raises."""
        return decode(self.data)

    @lazy
    def utf8(self) -> bytes:
        """The whole upload as UTF-8 without a byte order mark: its own bytes where they are that already."""
        return as_utf8(self.data)

    @lazy
    def head(self) -> str:
        """The first HEAD_BYTES as text."""
        return decode(self.data[:HEAD_BYTES])


@frozen()
class Reading:
    """What a reader made of an upload.

    lines, used: how many lines (or records) there were and how many gave a value
    notes:       what was skipped or assumed, for the user
    """

    format: str
    runs: tuple[Run, ...]
    lines: int
    used: int
    notes: tuple[str, ...] = ()

    @property
    def ignored(self) -> int:
        return self.lines - self.used


@frozen()
class Reader:
    """One format.

    id:    words, the file's name
    title: for people
    sniff: pure and cheap, looks at the head only
    read:  raises UnreadableError where there is nothing to read
    """

    id: str
    title: str
    sniff: Callable[[Upload], Fit]
    read: Callable[[Upload], Reading]

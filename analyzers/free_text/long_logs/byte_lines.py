"""Lines as bytes that stay in one piece: only where they end is known, and some of them are cut out together."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from analyzers.free_text.long_logs.digits import Bytes
from analyzers.free_text.runs.points import Flags
from analyzers.frozen import frozen
from analyzers.run import Ints

_WHITE = np.asarray([bytes([code]).isspace() for code in range(256)])


@frozen(eq=False)
class ByteLines:
    """text: lines with a line end between them"""

    text: bytes

    @cached_property
    def width(self) -> int:
        """How many bytes each line has, its end with it; 0 where they differ."""
        width, length = self.text.find(b"\n") + 1, len(self.text) + 1
        if not width or length % width:
            return 0
        is_end = np.frombuffer(self.text, np.uint8) == ord("\n")
        each = is_end[width - 1 :: width].all() and np.count_nonzero(is_end) == length // width - 1
        return width if each else 0

    @cached_property
    def ends(self) -> Ints:
        """(n,) where the lines end."""
        if self.width:
            return np.arange(self.width - 1, len(self.text) + 1, self.width)
        return np.append(np.flatnonzero(np.frombuffer(self.text, np.uint8) == ord("\n")), len(self.text))

    def __len__(self) -> int:
        return (len(self.text) + 1) // self.width if self.width else len(self.ends)

    @cached_property
    def begins(self) -> Ints:
        """(n,) where they begin."""
        return np.append(0, self.ends[:-1] + 1)

    def blank(self) -> Flags:
        """(n,) whether there is nothing but white space in a line."""
        characters = np.frombuffer(self.text, np.uint8)
        blank: Flags = self.begins == self.ends
        others = np.flatnonzero(~blank)
        outer = _WHITE[characters[self.begins[others]]] & _WHITE[characters[self.ends[others] - 1]]
        for at in others[outer].tolist():
            blank[at] = self.text[self.begins[at] : self.ends[at]].isspace()
        return blank

    def lengths(self) -> Ints:
        """(n,) bytes in each line."""
        return self.ends - self.begins

    def by_width(self, fewest: int) -> Iterator[tuple[Ints, Bytes]]:
        """Lines of one length, where there are at least so many: (k,) their numbers, (k, length) with their ends."""
        text = self.text + b"\n"
        if self.width:
            yield np.arange(len(self)), np.frombuffer(text, np.uint8).reshape(-1, self.width)
            return
        lengths = self.lengths()
        for places in parted(lengths):
            if len(places) >= fewest:
                width = int(lengths[places[0]]) + 1
                windows = np.ndarray(len(text) - width + 1, f"V{width}", text, strides=(1,))
                yield places, windows[self.begins[places]].view(np.uint8).reshape(-1, width)

    def only(self, places: Ints) -> bytes:
        """The lines of these growing numbers; those that follow one another are copied at once."""
        if len(places) == len(self):
            return self.text
        if not len(places):
            return b""
        leaps = np.flatnonzero(places[1:] - places[:-1] != 1)
        first, last = places[np.append(0, leaps + 1)], places[np.append(leaps, len(places) - 1)]
        spans = zip(self.begins[first].tolist(), self.ends[last].tolist(), strict=True)
        return b"\n".join([self.text[begin:end] for begin, end in spans])


def parted(codes: Ints) -> list[Ints]:
    """The places of equal numbers, the smallest number first."""
    small = codes.astype(np.uint16) if codes.max(initial=0) <= np.iinfo(np.uint16).max else codes  # far faster
    order = np.argsort(small, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)

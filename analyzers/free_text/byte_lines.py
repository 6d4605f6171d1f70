"""Lines as bytes that stay in one piece: only where they end is known, and some of them are cut out together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analyzers.free_text.points import Flags
from analyzers.run import Ints

_WHITE = np.asarray([bytes([code]).isspace() for code in range(256)])


@dataclass(frozen=True, eq=False)
class ByteLines:
    """text: lines with a line end between them"""

    text: bytes

    @cached_property
    def ends(self) -> Ints:
        """(n,) where the lines end."""
        return np.append(np.flatnonzero(np.frombuffer(self.text, np.uint8) == ord("\n")), len(self.text))

    def __len__(self) -> int:
        return len(self.ends)

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

    def only(self, places: Ints) -> bytes:
        """The lines of these growing numbers; those that follow one another are copied at once."""
        if not len(places):
            return b""
        leaps = np.flatnonzero(places[1:] - places[:-1] != 1)
        first, last = places[np.append(0, leaps + 1)], places[np.append(leaps, len(places) - 1)]
        spans = zip(self.begins[first].tolist(), self.ends[last].tolist(), strict=True)
        return b"\n".join([self.text[begin:end] for begin, end in spans])

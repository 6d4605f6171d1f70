"""Lines as bytes that stay in one piece: only where they end is known, and some of them are cut out together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analyzers.run import Ints


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

    def lengths(self) -> Ints:
        """(n,) bytes in each line."""
        lengths: Ints = np.diff(self.ends, prepend=-1) - 1
        return lengths

    def only(self, places: Ints) -> bytes:
        """The lines of these growing numbers; those that follow one another are copied at once."""
        if not len(places):
            return b""
        leaps = np.flatnonzero(places[1:] - places[:-1] != 1)
        first, last = places[np.append(0, leaps + 1)], places[np.append(leaps, len(places) - 1)]
        begins, ends = np.where(first > 0, self.ends[first - 1] + 1, 0), self.ends[last]
        if len(begins) == 1 and ends[0] - begins[0] == len(self.text):
            return self.text
        return b"\n".join([self.text[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)])

"""Lines grouped by what is left of them without digits."""

from collections import defaultdict
from itertools import count

import numpy as np

from analyzers.free_text.long_logs.byte_lines import ByteLines, parted
from analyzers.free_text.long_logs.parting import BAR
from analyzers.run import Ints

OFTEN = 100
"""Lines of one skeleton that are worth a pass of their own."""

HEAD = 100_000
"""Bytes of a text in which it shows that bars are drawn in it."""

_DIGITS = b"0123456789."


def by_skeleton(text: bytes) -> tuple[dict[bytes, Ints], Ints]:
    """Lines without their digits (and bars) → (k,) the numbers of those, where they are not rare; and the others'."""
    bare = text.translate(None, _DIGITS + BAR if b"=>." in text[:HEAD] else _DIGITS)
    skeleton = bare.partition(b"\n")[0]
    alike = (len(bare) + 1) // (len(skeleton) + 1)
    if _repeats(bare, skeleton, alike):
        return {skeleton: np.arange(alike)}, np.empty(0, np.int64)
    return _grouped(ByteLines(bare))


def _repeats(bare: bytes, skeleton: bytes, times: int) -> bool:
    every = (skeleton + b"\n") * times
    return len(every) == len(bare) + 1 and every.startswith(bare)


def _grouped(bare: ByteLines) -> tuple[dict[bytes, Ints], Ints]:
    """The numbers of equal lines, where they are not rare; and the numbers of the others.

    Lines of one length are most often all the same, which is quickly seen.
    """
    groups: dict[bytes, Ints] = {}
    rare: list[Ints] = [np.empty(0, np.int64)]
    for places in parted(bare.lengths()):
        if len(places) < OFTEN:
            rare.append(places)
            continue
        text = bare.only(places)
        one = text.partition(b"\n")[0]
        if _repeats(text, one, len(places)):
            groups[one] = places
            continue
        ids: defaultdict[bytes, int] = defaultdict(count().__next__)
        parts = parted(np.fromiter(map(ids.__getitem__, text.split(b"\n")), np.int64, len(places)))
        groups |= {name: places[part] for name, part in zip(ids, parts, strict=True) if len(part) >= OFTEN}
        rare += [places[part] for part in parts if len(part) < OFTEN]
    return dict(sorted(groups.items(), key=lambda group: int(group[1][0]))), np.sort(np.concatenate(rare))

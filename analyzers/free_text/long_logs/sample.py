"""One line of a long log as it was understood: what its numbers are, and where each of them stands."""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np

from analyzers.free_text.lines.clean import MAX_LINE
from analyzers.free_text.lines.cutting import cut
from analyzers.free_text.lines.tidying import tidied
from analyzers.free_text.lines.tokens import number
from analyzers.free_text.long_logs.parting import Span
from analyzers.free_text.phrases.phrases import parse
from analyzers.free_text.phrases.template import Template
from analyzers.free_text.tables.rows import is_row
from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.text import zeroed

_PLAIN = re.compile(r"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?", re.ASCII)


@frozen()
class Sample:
    """A line whose like can be read as columns.

    text:    the line, tidied
    line:    the same as it stands in the log
    values:  where its numbers stand, in bytes
    numbers: index of a number that counts → as written
    fixed:   index of one that is NaN or infinite → that value
    """

    template: Template
    text: str
    line: bytes
    values: tuple[Span, ...]
    numbers: dict[int, str]
    fixed: dict[int, float]

    def key(self) -> object:
        """Equal for lines that belong into one block."""
        return "\0".join(cut(self.text)[0::2]) if self.template.code else self.template.key()

    def complete(self, columns: Mapping[int, Floats], lines: int) -> dict[int, Floats]:
        """The columns of so many lines, with those whose value is the same in all."""
        return {**columns, **{index: np.full(lines, value) for index, value in self.fixed.items()}}


def sample(line: str) -> Sample | None:
    """A line as understood; None for one that holds no number that counts, or can only be read by itself."""
    told = tidied(line, False) if line and len(line) <= MAX_LINE else []
    parts, raw = cut(told[0] if len(told) == 1 else ""), cut(line)
    if len(parts) == 1 or parts[1::2] != raw[1::2] or is_row[zeroed(told)[0]]:
        return None
    template = parse("\0".join(parts[0::2]), raw[1::2])
    values = {index: raw[1::2][index] for index in template.needed}
    fixed = {index: _fixed(value) for index, value in values.items() if not _digits(value)}
    counted = {index: value for index, value in values.items() if index not in fixed}
    if not values or not all(map(_PLAIN.fullmatch, counted.values())):
        return None
    return Sample(template, told[0], line.encode(), _spans(raw), counted, fixed)


def _spans(raw: Sequence[str]) -> tuple[Span, ...]:
    ends = list(accumulate(len(part.encode()) for part in raw))
    return tuple(zip(ends[0::2], ends[1::2], strict=False))


def _digits(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _fixed(token: str) -> float:
    value = number(token)
    return np.nan if value is None else value

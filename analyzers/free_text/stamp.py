"""One shape of line as columns: learnt from a single line, applied to all of them at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from analyzers.free_text.clean import MAX_LINE, tidied
from analyzers.free_text.cutting import cut
from analyzers.free_text.parting import Numbers, flat
from analyzers.free_text.phrases import parse
from analyzers.free_text.points import Flags
from analyzers.free_text.tables import is_row
from analyzers.free_text.template import Template
from analyzers.free_text.tokens import number
from analyzers.run import Floats
from analyzers.text import zeroed

_PLAIN = re.compile(r"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?")


@dataclass(frozen=True)
class Stamp:
    """A shape as columns.

    text:    a line of this shape
    parting: the characters that part the columns
    dropped: the characters to leave out
    width:   how many columns there are
    numbers: index of a number that counts → its column
    fixed:   index of one that is NaN or infinite in all lines of the shape → that value
    words:   column → digits that belong to a word
    """

    template: Template
    text: str
    parting: bytes
    dropped: bytes
    width: int
    numbers: dict[int, int]
    fixed: dict[int, float]
    words: dict[int, str]

    def key(self) -> object:
        """Equal for shapes that are one block."""
        return "\0".join(cut(self.text)[0::2]) if self.template.code else self.template.key()


def learn(line: str) -> Stamp | None:
    """The shape of a line as columns; None where a number that counts cannot be told from what is beside it."""
    told = tidied(line, False) if line and len(line) <= MAX_LINE else []
    parts, raw = cut(told[0] if len(told) == 1 else ""), cut(line)
    if len(parts) == 1 or parts[1::2] != raw[1::2] or is_row[zeroed(told)[0]]:
        return None
    return _columns(parse("\0".join(parts[0::2]), raw[1::2]), told[0], raw)


def _columns(template: Template, text: str, raw: Sequence[str]) -> Stamp | None:
    needed, values = template.needed(), raw[1::2]
    fixed = {index: _fixed(values[index]) for index in needed if not _digits(values[index])}
    counted = [index for index in needed if index not in fixed]
    if not needed or not all(_PLAIN.fullmatch(values[index]) for index in counted):
        return None
    line = Numbers("".join(raw).encode(), any("e" in values[index].lower() for index in counted))
    ends = list(accumulate(len(part.encode()) for part in raw))
    spans = dict(enumerate(zip(ends[0::2], ends[1::2], strict=False)))
    if not {spans[index] for index in counted} <= set(line.runs):
        return None
    words = line.outside(spans.values())
    parting = line.parting({*words, *(spans[index] for index in counted)})
    if not parting:
        return None
    dropped = line.others(parting)
    column = {span: flat(line.text[: span[0]], parting, dropped).count(b" ") for span in line.runs}
    return Stamp(
        *(template, text, parting, dropped, flat(line.text, parting, dropped).count(b" ") + 1),
        {index: column[spans[index]] for index in counted},
        fixed,
        {column[begin, end]: line.text[begin:end].decode() for begin, end in words},
    )


def _digits(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _fixed(token: str) -> float:
    value = number(token)
    return np.nan if value is None else value


def apply(stamp: Stamp, lines: bytes, count: int) -> tuple[Flags, dict[int, Floats]] | None:
    """Which of `count` lines are of a shape, and the values that those hold; None where this cannot be told."""
    import polars as pl  # slow to import, needed for long logs only

    counted = set(stamp.numbers.values())
    kinds = {f"column_{at + 1}": pl.Float64 if at in counted else pl.String for at in range(stamp.width)}
    try:
        table = pl.read_csv(
            flat(lines, stamp.parting, stamp.dropped),
            has_header=False,
            separator=" ",
            quote_char=None,
            schema=kinds,
            columns=sorted(counted | set(stamp.words)),
            ignore_errors=True,
        )
    except pl.exceptions.PolarsError:
        return None
    if table.height != count:
        return None
    fits = np.ones(count, bool)
    for column, word in stamp.words.items():
        fits &= (table[f"column_{column + 1}"] == word).fill_null(False).to_numpy()
    found = {index: table[f"column_{column + 1}"] for index, column in stamp.numbers.items()}
    for series in found.values():
        if series.null_count():
            fits &= series.is_not_null().to_numpy()
    every = bool(fits.all())
    columns = {index: series.to_numpy() if every else series.to_numpy()[fits] for index, series in found.items()}
    fixed = {index: np.full(np.count_nonzero(fits), value) for index, value in stamp.fixed.items()}
    return fits, columns | fixed

"""Lines of one skeleton as columns: how to part them is learnt from one of them, and applied to all at once."""

import numpy as np

from analyzers.free_text.long_logs.parting import Numbers, flat
from analyzers.free_text.long_logs.sample import Sample, sample
from analyzers.free_text.runs.points import Flags
from analyzers.frozen import frozen
from analyzers.run import Floats


@frozen()
class Stamp:
    """How to part lines.

    parting: the characters that part the columns
    dropped: the characters to leave out
    width:   how many columns there are
    numbers: index of a number that counts → its column
    words:   column → digits that belong to a word
    """

    sample: Sample
    parting: bytes
    dropped: bytes
    width: int
    numbers: dict[int, int]
    words: dict[int, str]


def learn(line: str) -> Stamp | None:
    """How to part lines such as this; None where a number that counts cannot be told from what is beside it."""
    one = sample(line)
    if one is None:
        return None
    numbers = Numbers(one.line, any("e" in value.lower() for value in one.numbers.values()))
    spans = {index: one.values[index] for index in one.numbers}
    if not set(spans.values()) <= set(numbers.runs):
        return None
    words = numbers.outside(one.values)
    parting = numbers.parting({*words, *spans.values()})
    if not parting:
        return None
    dropped = numbers.others(parting)
    column = {span: flat(one.line[: span[0]], parting, dropped).count(b" ") for span in numbers.runs}
    return Stamp(
        *(one, parting, dropped, flat(one.line, parting, dropped).count(b" ") + 1),
        {index: column[span] for index, span in spans.items()},
        {column[begin, end]: one.line[begin:end].decode() for begin, end in words},
    )


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
    return fits, {index: series.to_numpy() if every else series.to_numpy()[fits] for index, series in found.items()}

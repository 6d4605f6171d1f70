"""Reads how people and programs print progress: any `name: value`, table or dict, in any language, amid prose."""

import numpy as np

from analyzers.errors import UnreadableError
from analyzers.free_text.blocks import gather
from analyzers.free_text.clean import PER_LINE, clean, plain, uses_decimal_comma
from analyzers.free_text.records import headers, records
from analyzers.free_text.runs import runs
from analyzers.free_text.sections import headings
from analyzers.free_text.stamped import LONG, stamp
from analyzers.free_text.streams import streams
from analyzers.free_text.tables import tables
from analyzers.reader import Reading
from analyzers.run import Run


def read_text(text: str) -> Reading:
    """The runs in a text.

    Raises UnreadableError where no line of it records training.
    """
    stamped, lines = stamp(plain(text), uses_decimal_comma(text)) if len(text) > LONG else ([], clean(text))
    tabled, rows = tables(lines)
    blocks = [*stamped, *gather(lines, rows)]
    found = [*records(blocks), *tabled]
    signs = headers(blocks)
    made, notes = runs(streams(found, signs, headings(lines, signs)))
    if not any(_measures(run) for run in made):
        raise UnreadableError("No line of this text records a metric of training.", "Post lines such as 'epoch 1: loss = 0.52'.")
    places = np.sort(np.concatenate([block.rows for block in found]) // PER_LINE, kind="stable")
    used = 1 + np.count_nonzero(np.diff(places))
    return Reading("free text", tuple(made), lines.total, used, tuple(notes))


def _measures(run: Run) -> bool:
    return any(not key.startswith("lr") for key in run.series)

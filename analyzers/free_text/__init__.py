"""Reads how people and programs print progress: any `name: value`, table or dict, in any language, amid prose."""

import numpy as np

from analyzers.errors import UnreadableError
from analyzers.free_text.bare import bare
from analyzers.free_text.blocks import Block, gather
from analyzers.free_text.clean import PER_LINE, clean, plain, uses_decimal_comma
from analyzers.free_text.lists import listed
from analyzers.free_text.records import headers, records
from analyzers.free_text.runs import runs
from analyzers.free_text.sections import headings
from analyzers.free_text.stamped import LONG, stamp
from analyzers.free_text.streams import streams
from analyzers.free_text.tables import tables
from analyzers.free_text.wrapped import unwrapped
from analyzers.metrics import divide
from analyzers.reader import Reading
from analyzers.run import Run


def read_text(text: str) -> Reading:
    """The runs in a text.

    Raises UnreadableError where no line of it records training.
    """
    stamped, lines = stamp(plain(text), uses_decimal_comma(text)) if len(text) > LONG else ([], unwrapped(clean(text)))
    printed, numbers = listed(text)
    tabled, rows = tables(lines)
    rows |= {index for index, row in enumerate(lines.rows) if row // PER_LINE in numbers} if numbers else set()
    blocks = [*stamped, *gather(lines, rows)]
    signs = headers(blocks)
    found = [*records(blocks), *tabled, *printed]
    found = found if any(block.template.metrics for block in found) else found + bare(lines)
    made = runs(streams(found, signs, headings(lines, signs)), [*found, *signs], lines)
    if not any(_measures(run) for run in made):
        raise UnreadableError(
            "No line of this text records a metric of training.", "Post lines such as 'epoch 1: loss = 0.52'."
        )
    return Reading("free text", tuple(made), lines.total, _lines_used(found), _notes(made))


def _measures(run: Run) -> bool:
    return any(not key.startswith("lr") for key in run.series)


def _lines_used(blocks: list[Block]) -> int:
    places = np.sort(np.concatenate([block.rows for block in blocks]) // PER_LINE, kind="stable")
    return 1 + int(np.count_nonzero(np.diff(places)))


def _notes(made: list[Run]) -> tuple[str, ...]:
    notes = [note if len(made) == 1 else f"{run.name}: {note}" for run in made for note in run.notes]
    if len(made) > 1:
        notes.insert(0, f"Counters start again {len(made) - 1} times: read as {len(made)} runs.")
    for run in made:
        validated = [one.name_in_log for key, one in run.series.items() if key.startswith("val/")]
        tested = [name for name in validated if divide(name)[0] == "test"]
        if tested:
            notes.append(f"{run.name}: measured on test data, read as validation: {', '.join(tested[:3])}.")
    return tuple(dict.fromkeys(notes))

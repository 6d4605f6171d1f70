"""Reads how people and programs print progress: any `name: value`, table or dict, in any language, amid prose."""

from analyzers.errors import UnreadableError
from analyzers.free_text.blocks import gather, headers, records
from analyzers.free_text.clean import clean
from analyzers.free_text.runs import runs
from analyzers.free_text.streams import streams
from analyzers.free_text.tables import tables
from analyzers.reader import Reading
from analyzers.run import Run


def read_text(text: str) -> Reading:
    """The runs in a text.

    Raises UnreadableError where no line of it records training.
    """
    lines = clean(text)
    tabled, rows = tables(lines.texts)
    blocks = gather(lines.texts, rows)
    found = [*records(blocks), *tabled]
    made, notes = runs(streams(found, headers(blocks)), lines)
    if not any(_measures(run) for run in made):
        raise UnreadableError(
            "No line of this text records a metric of training.", "Post lines such as 'epoch 1: loss = 0.52'."
        )
    used = len({lines.numbers[row] for block in found for row in block.rows})
    return Reading("free text", tuple(made), lines.total, used, tuple(notes))


def _measures(run: Run) -> bool:
    return any(key != "lr" for key in run.series)

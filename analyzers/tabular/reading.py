"""Tables → what a reader answers."""

from collections.abc import Sequence
from dataclasses import replace

from analyzers.errors import TooLargeError, UnreadableError
from analyzers.reader import Reading
from analyzers.tabular.column import Table
from analyzers.tabular.grouping import by_run
from analyzers.tabular.runs import runs

HINT = "Post a table with a column such as 'loss' or 'val_accuracy' and one row an epoch or step."
MOST_COLUMNS = 20_000  # of all tables; each costs an eighth of a millisecond before it is known what it is


def reading(format_name: str, tables: Sequence[Table], notes: Sequence[str] = ()) -> Reading:
    """All runs of some tables.

    Raises UnreadableError where no column of them is a metric of training, TooLargeError where they have too many.
    """
    columns = sum(len(table.columns) for table in tables)
    if columns > MOST_COLUMNS:
        raise TooLargeError(f"The {format_name} holds {columns:,} columns of numbers.", "Post those of metrics only.")
    found, said = [], list(notes)
    for table in tables:
        for part in by_run(table):
            made, more = runs(part)
            found += made
            said += [note for note in more if note not in said]
    if not found:
        raise UnreadableError(f"This {format_name} {_seen(tables)}.", HINT)
    named = [replace(run, name=_name(run.name, place, len(found))) for place, run in enumerate(found, 1)]
    records = sum(table.records for table in tables)
    return Reading(format_name, tuple(named), records, records, tuple(said))


def _name(name: str, place: int, count: int) -> str:
    return name if name and count > 1 else f"run {place}"


def _seen(tables: Sequence[Table]) -> str:
    names = [f"'{column.name}'" for table in tables for column in table.columns][:8]
    if not names:
        return "holds no column of numbers"
    return f"has no column that is a metric of training (its columns of numbers: {', '.join(names)})"

"""Reads how people and programs print progress: any `name: value`, table or dict, in any language, amid prose."""

from collections.abc import Iterator

import numpy as np

from analyzers.allowance import UNLIMITED, Allowance
from analyzers.errors import UnreadableError
from analyzers.free_text.last_resorts.bare import HITS, bare, counted, hits
from analyzers.free_text.last_resorts.other_words import OTHER_WORDS, in_other_words
from analyzers.free_text.last_resorts.recited import RECITED, recited
from analyzers.free_text.last_resorts.titles import titled
from analyzers.free_text.last_resorts.told import IN_SENTENCES, told
from analyzers.free_text.lines.clean import HEAD, clean, uses_decimal_comma
from analyzers.free_text.lines.lines import PER_LINE, Lines
from analyzers.free_text.lines.wrapped import unwrapped
from analyzers.free_text.lists import LARGEST, listed
from analyzers.free_text.long_logs.stamped import LONG, stamped
from analyzers.free_text.phrases.begun import completed
from analyzers.free_text.phrases.blocks import Block, gather, together
from analyzers.free_text.runs.course import named_by_course
from analyzers.free_text.runs.paired import paired
from analyzers.free_text.runs.recalled import recalled
from analyzers.free_text.runs.records import headers, records
from analyzers.free_text.runs.repeated import once
from analyzers.free_text.runs.runs import runs
from analyzers.free_text.runs.sections import headings
from analyzers.free_text.runs.streams import streams
from analyzers.free_text.tables.grids import grids
from analyzers.free_text.tables.tables import tables
from analyzers.metrics import divide
from analyzers.reader import Reading
from analyzers.run import Run

MOST_NAMES = 20_000
"""Metrics that lines read one by one may name: more make no curves that anybody could look at."""

TOO_MANY_NAMES = f"Rare lines name more than {MOST_NAMES:,} metrics: those below were not read."

PIECE = 100_000
"""Places to look at once: bounds the memory."""


def read_text(text: str) -> Reading:
    """The runs in a text.

    Raises UnreadableError where no line of it records training.
    """
    if len(text) > LONG:
        return read_long(text.encode(errors="replace"))
    return _read(text, [], iter([completed(unwrapped(clean(text)))]))


def read_long(data: bytes, allowance: Allowance = UNLIMITED) -> Reading:
    """The same for a long text in UTF-8. Raises TooLargeError where that takes more than is allowed."""
    text = data.decode() if len(data) <= LARGEST else ""
    blocks, portions = stamped(data, uses_decimal_comma(data[:HEAD].decode(errors="replace")))
    return _read(text, blocks, allowance.paced(portions))


def _read(text: str, blocks: list[Block], portions: Iterator[Lines]) -> Reading:
    """blocks: what was read at once · portions: the lines to be read one by one"""
    found, numbers = listed(text)
    wordy: list[tuple[int, str]] = []
    lines = Lines([], [], 0)
    names: set[str] = set()
    for lines in portions:
        if len(names) > MOST_NAMES:
            break
        placed, rows = grids(lines)
        tabled, places = tables(lines, rows)
        rows |= places | recalled(lines)
        rows |= {index for index, row in enumerate(lines.rows) if row // PER_LINE in numbers} if numbers else set()
        gathered = gather(lines, rows)
        names.update(slot.name for block in gathered for slot in block.template.slots)
        blocks += gathered
        found += placed + tabled
        wordy += lines.wordy()
    blocks = paired(list(map(once, together(blocks))))
    signs = headers(blocks)
    found += records(blocks)
    found, assumed = named_by_course(found)
    longest = max((len(block) for block in found if block.template.metrics), default=0)
    if not longest:
        more, assumed = _last_resort(text, lines, signs)
        found += more
    elif longest == 1 and (in_rows := recited(text)):  # each metric has a row
        found, assumed = in_rows, RECITED
    made = runs(streams(found, signs, headings(wordy, signs)), [*found, *signs], wordy)
    if not any(_measures(run) for run in made):
        raise UnreadableError(
            "No line of this text records a metric of training.", "Post lines such as 'epoch 1: loss = 0.52'."
        )
    too_many = TOO_MANY_NAMES if len(names) > MOST_NAMES else ""
    notes = (*filter(None, [assumed, too_many]), *_notes(made))
    return Reading("free text", tuple(made), lines.total, _lines_used(found), notes)


def _last_resort(text: str, lines: Lines, signs: list[Block]) -> tuple[list[Block], str]:
    """What else a text may hold, and what was assumed to read it so."""
    right = hits(signs)
    if right:
        return right, HITS
    for columns, note in (bare(lines), counted(lines)):
        if columns:
            return columns, note
    rows = recited(text)
    if rows:
        return rows, RECITED
    unknown = in_other_words(lines)
    if unknown:
        return unknown, OTHER_WORDS
    sentences = told(text)
    return (sentences, IN_SENTENCES) if sentences else (titled(text), "")


def _measures(run: Run) -> bool:
    return any(not key.startswith("lr") for key in run.series)


def _lines_used(blocks: list[Block]) -> int:
    """How many lines of the upload the blocks come from."""
    used = np.zeros(1 + max(int(block.rows.max()) for block in blocks) // PER_LINE, bool)
    for block in blocks:
        for begin in range(0, len(block), PIECE):
            used[block.rows[begin : begin + PIECE] // PER_LINE] = True
    return int(np.count_nonzero(used))


def _notes(made: list[Run]) -> list[str]:
    """What is to be said of the runs as a whole, and what they say themselves."""
    notes = [note if len(made) == 1 else f"{run.name}: {note}" for run in made for note in run.notes]
    if len(made) > 1:
        times = "once" if len(made) == 2 else f"{len(made) - 1} times"
        notes.insert(0, f"Counters start again {times}: read as {len(made)} runs.")
    validated = [one.name_in_log for run in made for key, one in run.series.items() if key.startswith("val/")]
    tested = [name for name in dict.fromkeys(validated) if divide(name)[0] == "test"]
    if tested:
        notes.append(f"Measured on test data, read as validation: {', '.join(tested[:3])}.")
    return notes

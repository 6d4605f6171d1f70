"""Tables in text: a header line of names, then rows of numbers, with or without rulers, boxes or pipes."""

import re
from collections.abc import Container
from dataclasses import replace
from itertools import compress

import numpy as np

from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.names.roles import role_of
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.blocks import Block, Heap
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.free_text.tables.headers import RESULTS, Header, header_above
from analyzers.free_text.tables.printed import Prints
from analyzers.free_text.tables.rows import LABELS, NumberRow, rows
from analyzers.free_text.tables.vectors import without_lists
from analyzers.holes import take_turns

_RESULTS = re.compile(r"\s*\d+/\d+\s+[\d.]+G(?:\s+\S+){13}\s*$")


def tables(lines: Lines, without: Container[int] = ()) -> tuple[list[Block], set[int]]:
    """The tables among the lines, a block for each header and row label; and the places of their rows.

    without: places of lines that are read already
    """
    heaps: dict[tuple[object, ...], Heap] = {}
    used: set[int] = set()
    header: Header | None = None
    prints = Prints(lines)
    for row in rows(lines):
        if row.place in without:
            continue
        above = _above(lines, prints, row)
        header = above or (RESULTS if _RESULTS.match(lines.texts[row.place]) else header)
        names = header.columns(row) if header else None
        if header is None or names is None:
            header = above
            continue
        split = LABELS.get(row.label.lower())
        key = (tuple(names), split, bool(row.total))
        heap = heaps.get(key) or _heap(names, split, row, header)
        if heap is None:
            continue
        heaps[key] = heap
        heap.rows.append(lines.rows[row.place])
        heap.values.append([*without_lists(row.cells, names), row.total])
        used.add(row.place)
    return [without_holes(heap.block()) for heap in heaps.values()], used


def without_holes(block: Block) -> Block:
    """The block, its NaNs for no values where metrics take turns."""
    indices = [slot.index for slot in block.template.metrics]
    turns = take_turns([block.columns[index] for index in indices])
    return replace(block, absent={**block.absent, **{i: np.isnan(block.columns[i]) for i in compress(indices, turns)}})


def _above(lines: Lines, prints: Prints, row: NumberRow) -> Header | None:
    """The header right above a row, or the names that code before the log prints for it."""
    found = header_above(lines, row)
    if found or row.label:
        return found
    printed = prints.above(row.place, len(row.cells))
    return Header(*printed) if printed else None


def _heap(names: list[str], split: str | None, row: NumberRow, header: Header) -> Heap | None:
    """A heap for rows like this one; None where no column is a metric."""
    template = template_of(names, split)
    if template is None:
        return None
    counts = template.counters.get("epoch") == 0 and row.total
    return Heap(replace(template, totals={"epoch": len(names)}) if counts else template, header.line)


def template_of(names: list[str], split: str | None) -> Template | None:
    """What a table's columns are, by their names; None where none is a metric."""
    counters: dict[Kind, int] = {}
    slots: list[Slot] = []
    for index, name in enumerate(names):
        role = "step" if name in ("#", "") else role_of(name)
        if name == "E":
            role = "epoch"
        if role in ("epoch", "step", "batch"):
            counters.setdefault(role, index)
        elif role != "noise":
            slots.append(Slot(index, role, name, split))
    if not any(slot.role in ("metric", "unknown") for slot in slots):
        return None
    return Template(tuple(slots), counters)

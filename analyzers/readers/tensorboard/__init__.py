"""TensorBoard event files: every tag of scalars is a series with its own steps."""

import numpy as np

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.readers.tensorboard.event_file import is_event_file, scalars
from analyzers.run import Unit
from analyzers.tabular import Column, Table, reading

BY_EPOCH = ("epoch_", "epoch/")
"""How Keras begins the tags that it writes once an epoch."""


def sniff(upload: Upload) -> Fit:
    return Fit.SIGNATURE if is_event_file(upload.data[:100]) else Fit.NO


def read(upload: Upload) -> Reading:
    columns, records = columns_of(upload.data)
    if not columns:
        raise UnreadableError(
            "This event file holds no scalars (only graphs, images or histograms).",
            "Log a scalar, e.g. writer.add_scalar('loss', loss, step), and post that file.",
        )
    return reading("TensorBoard event file", [Table(columns, records)])


def columns_of(data: bytes) -> tuple[tuple[Column, ...], int]:
    """The tags of an event file as columns, and the number of values in it."""
    by_tag: dict[str, tuple[list[int], list[int], list[float]]] = {}
    place = 0
    for tag, step, value in scalars(data):
        rows, steps, values = by_tag.setdefault(tag, ([], [], []))
        rows.append(place)
        steps.append(step)
        values.append(value)
        place += 1
    return tuple(_column(tag, *lists) for tag, lists in by_tag.items()), place


def _column(tag: str, rows: list[int], steps: list[int], values: list[float]) -> Column:
    unit: Unit = "epoch" if tag.startswith(BY_EPOCH) else "step"
    return Column(tag, np.asarray(rows, np.int64), np.asarray(values), None, np.asarray(steps, np.float64), unit)


READER = Reader("tensorboard", "TensorBoard event files", sniff, read)

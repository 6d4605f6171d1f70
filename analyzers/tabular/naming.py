"""Columns that are only called "value": the metric's name is the file's."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from analyzers.free_text.roles import is_metric
from analyzers.tabular.column import Table

_TAG = re.compile(r".*[-_]tag[-_]")


def metric_in(file_name: str) -> str:
    """The metric that a file's name tells of; "value" where it tells of none.

    >>> metric_in("run-train-tag-epoch_loss.csv"), metric_in("metrics/val_loss"), metric_in("log.csv")
    ('epoch_loss', 'val_loss', 'value')
    """
    path = PurePosixPath(file_name.replace("\\", "/"))
    stem = _TAG.sub("", path.stem if path.suffix in (".csv", ".txt", ".json") else path.name)
    return stem if is_metric(stem) else "value"


def titled(table: Table, file_name: str) -> Table:
    """The table with its only column of values, where that is called just "Value", named after the file."""
    columns = [
        replace(each, name=metric_in(file_name)) if each.name.strip().lower() == "value" else each
        for each in table.columns
    ]
    return replace(table, columns=tuple(columns))

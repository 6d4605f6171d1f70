"""Metric files of MLflow's file store: one metric a file, named as the file; each line is time, value, step."""

import re

import numpy as np

from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.tabular import Column, Table, reading
from analyzers.tabular.cells import number
from analyzers.tabular.naming import metric_in

_LINE = re.compile(r"1\d{12} \S{1,40} \d{1,12}\s*+")
"""Milliseconds since 1970, the value, the step."""


def sniff(upload: Upload) -> Fit:
    lines = upload.head.split("\n", 20)[:20]
    lines = lines[:-1] if len(lines) > 1 else lines
    return Fit.SIGNATURE if lines and all(_LINE.fullmatch(line) for line in lines) else Fit.NO


def read(upload: Upload) -> Reading:
    lines = upload.text.splitlines()
    told = [(float(step), number(value)) for _, value, step in map(str.split, filter(_LINE.fullmatch, lines))]
    if not told:
        raise UnreadableError("This metric file holds no value yet.", "Post it when the first one is logged.")
    steps, values = (np.array(column, np.float64) for column in zip(*told, strict=True))
    column = Column(metric_in(upload.name), np.arange(len(told), dtype=np.int64), values, None, steps)
    return reading("MLflow metric file", [Table((column,), len(told))])


READER = Reader("mlflow_metric", "Metric files of MLflow", sniff, read)

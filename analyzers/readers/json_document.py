"""JSON documents, and Python values as `print` writes them: histories, lists of records, states of trainers."""

import re

from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.structured import parse, tables
from analyzers.tabular import reading

_BEGINS = re.compile(
    r"\s*+(?:\{\s*+[\"'}\d]|(?:defaultdict|OrderedDict)\("
    r"|\[\s*+(?:[\[{\"'\-\]]|\d(?!\d{3}[-/]\d\d)|NaN|None|nan|null|np\.|Inf|inf))"
)
"""An array does not begin with a date or a level, as lines of a log do."""


def sniff(upload: Upload) -> Fit:
    return Fit.LOOKS_LIKE if _BEGINS.match(upload.head) else Fit.NO


def read(upload: Upload) -> Reading:
    data = upload.data
    if not data.isascii():
        data = upload.text.encode("utf-8", "replace")
    value, notes = parse(data)
    return reading("JSON document", tables(value), notes)


READER = Reader("json_document", "JSON documents and printed Python values", sniff, read)

"""JSON lines: one record a line, with or without words of a logger before it."""

from collections.abc import Iterator
from dataclasses import replace

import orjson

from analyzers.errors import TooLargeError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.structured import Records
from analyzers.structured.parse import quoted
from analyzers.tabular import reading

CHUNK = 4_000_000  # bytes that are parsed at a time
LONGEST_PREFIX = 200  # bytes of a logger's words before the record
NAMES = ("key", "name", "metric", "tag")  # under which a tracker writes what a value is of
SAMPLE = 50  # lines that are looked at


def sniff(upload: Upload) -> Fit:
    if "{" not in upload.head:
        return Fit.NO
    lines = [line for line in upload.head.split("\n", SAMPLE)[:SAMPLE] if line.strip()]
    if len(upload.data) > len(upload.head) and len(lines) > 1:
        lines = lines[: SAMPLE - 1]
    if len(lines) < 2 or not any("{" in line for line in lines):
        return Fit.NO
    records = [_record(line.encode()) for line in lines]
    held = [any(isinstance(value, int | float) for value in record.values()) for record in records if record]
    first = records[0] is not None or sum(map(_names_its_value, filter(None, records))) > 0.5 * len(lines)
    return Fit.SIGNATURE if first and sum(held) > 0.5 * len(lines) else Fit.NO


def _names_its_value(record: dict[str, object]) -> bool:
    """One value a record, as trackers export them: of these a text around them tells nothing."""
    return "value" in record and any(isinstance(record.get(name), str) for name in NAMES)


def read(upload: Upload) -> Reading:
    data = upload.data if upload.data.isascii() else upload.text.encode("utf-8", "replace")
    records, lines = Records(), 0
    for chunk in _chunks(data):
        found = _parsed(chunk)
        records.extend([each for each in found if isinstance(each, dict)])
        lines += len(found)
    if records.crowded:
        raise TooLargeError("The JSON lines have too many columns.", "Post those of metrics only.")
    others = lines - records.count
    notes = [f"{others} lines that are no JSON record were passed over."] if others else []
    return replace(reading("JSON lines", [records.table()], notes), lines=lines)


def _chunks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + CHUNK)
        end = len(data) if end < 0 else end
        yield data[at:end]
        at = end + 1


def _parsed(chunk: bytes) -> list[object]:
    """What some lines hold; None for a line that is no record. All lines at once where all are well formed."""
    found = _loaded(b"[" + chunk.strip().replace(b"\n", b",") + b"]")
    return found if isinstance(found, list) else [_record(line) for line in chunk.splitlines() if line.strip()]


def _record(line: bytes) -> dict[str, object] | None:
    begin = line.find(b"{", 0, LONGEST_PREFIX)
    found = _loaded(line[begin:]) if begin >= 0 else None
    return found if isinstance(found, dict) else None


def _loaded(data: bytes) -> object:
    """The value of some JSON, NaN and Infinity allowed; None where it is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(quoted(data))
    except orjson.JSONDecodeError:
        return None


READER = Reader("json_lines", "JSON lines", sniff, read)

"""TensorBoard's event files, read without TensorFlow: TFRecord framing, and as much of the protobuf wire format as
scalars need (tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

FRAME_HEADER, FRAME_FOOTER = 12, 4  # bytes: length and its checksum; the payload's checksum
WALL_TIME = 0x09  # key of Event's first field: 1, a double
PLAUSIBLE_TIMES = (1e8, 1e11)  # seconds since 1970
VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5
DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8", 19: "<f2"}
"""tensorflow/core/framework/types.proto, those that a scalar may have."""

Value = int | float | bytes | memoryview


class Scalar(NamedTuple):
    """One value of one tag."""

    tag: str
    step: int
    value: float


def scalars(data: bytes) -> Iterator[Scalar]:
    """The scalars of an event file in its order; ends quietly where the file is cut off, as a growing one is."""
    for record in _records(data):
        try:
            yield from _event(record)
        except (IndexError, struct.error, UnicodeDecodeError, ValueError, OverflowError):
            continue


def is_event_file(head: bytes) -> bool:
    """Whether these first bytes frame an Event: a short record that begins with the time it was written."""
    if len(head) < FRAME_HEADER + 9 or head[FRAME_HEADER] != WALL_TIME:
        return False
    length, when = struct.unpack_from("<Q", head)[0], struct.unpack_from("<d", head, FRAME_HEADER + 1)[0]
    return bool(length < 1 << 24 and PLAUSIBLE_TIMES[0] < when < PLAUSIBLE_TIMES[1])


def _records(data: bytes) -> Iterator[memoryview]:
    view, at = memoryview(data), 0
    while at + FRAME_HEADER <= len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        at += FRAME_HEADER
        if at + length > len(data):
            return
        yield view[at : at + length]
        at += length + FRAME_FOOTER


def _event(record: memoryview) -> Iterator[Scalar]:
    step, summary = 0, None
    for field, value in _fields(record):
        if field == 2 and isinstance(value, int):
            step = value - (1 << 64) if value >> 63 else value
        elif field == 5 and isinstance(value, memoryview):
            summary = value
    if summary is None:
        return
    for field, value in _fields(summary):
        if field == 1 and isinstance(value, memoryview):
            found = _value(value)
            if found:
                yield Scalar(found[0], step, found[1])


def _value(message: memoryview) -> tuple[str, float] | None:
    """Summary.Value: tag = 1, simple_value = 2, tensor = 8."""
    tag, scalar = "", None
    for field, value in _fields(message):
        if field == 1 and isinstance(value, memoryview):
            tag = str(value, "utf-8", "replace")
        elif field == 2 and isinstance(value, float):
            scalar = value
        elif field == 8 and isinstance(value, memoryview):
            scalar = _tensor(value)
    return None if scalar is None or not tag else (tag, scalar)


def _tensor(message: memoryview) -> float | None:
    """TensorProto of one number: dtype = 1, tensor_content = 4, half_val = 13, float_val = 5, double_val = 6,
    int_val = 7, int64_val = 10. None for any other tensor."""
    dtype, found = 0, None
    for field, value in _fields(message):
        if field == 1 and isinstance(value, int):
            dtype = value
        elif field == 4 and isinstance(value, memoryview) and dtype in DTYPES:
            content = np.frombuffer(value, DTYPES[dtype])
            found = float(content[0]) if content.size == 1 else None
        elif field in (5, 6):
            found = _packed(value, "<f4" if field == 5 else "<f8")
        elif field in (7, 10):
            found = float(_varint(value, 0)[0]) if isinstance(value, memoryview) else float(value)
    return found


def _packed(value: Value, dtype: str) -> float | None:
    if isinstance(value, float):
        return value
    content = np.frombuffer(value, dtype) if isinstance(value, memoryview) else np.empty(0)
    return float(content[0]) if content.size == 1 else None


def _fields(message: memoryview) -> Iterator[tuple[int, int | float | memoryview]]:
    """Field number and value of each field of a message. Raises IndexError or struct.error where it is cut off."""
    at, end = 0, len(message)
    while at < end:
        key, at = _varint(message, at)
        field, kind = key >> 3, key & 7
        if kind == VARINT:
            number, at = _varint(message, at)
            yield field, number
        elif kind == DELIMITED:
            length, at = _varint(message, at)
            yield field, message[at : at + length]
            at += length
        elif kind == FIXED32:
            yield field, struct.unpack_from("<f", message, at)[0]
            at += 4
        elif kind == FIXED64:
            yield field, struct.unpack_from("<d", message, at)[0]
            at += 8
        else:
            raise ValueError(f"wire type {kind} is in no summary")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
        if shift > 63:
            raise ValueError("a varint has at most ten bytes")

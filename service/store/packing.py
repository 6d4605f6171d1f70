"""JSON and bytes as they lie in the store: zstd."""

from typing import Any

import orjson
import zstandard

MAX_BYTES = 2**31  # a guard against a damaged row, far above every limit of the service


def pack(data: bytes) -> bytes:
    return zstandard.compress(data, 3)


def unpack(data: bytes) -> bytes:
    return zstandard.decompress(data, max_output_size=MAX_BYTES)


def pack_json(value: Any) -> bytes:
    return pack(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


def unpack_json(data: bytes) -> Any:
    return orjson.loads(unpack(data))

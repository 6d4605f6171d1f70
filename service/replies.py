"""Answers on their way out."""

from typing import Any

import orjson
from flask import Response


def json_reply(value: Any, status: int = 200, **headers: str) -> Response:
    """JSON; NaN and infinity become null, NumPy numbers and dataclasses are written as what they hold."""
    body = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, status, headers, content_type="application/json")


def text_reply(text: str | bytes, media_type: str, status: int = 200, **headers: str) -> Response:
    return Response(text, status, headers, content_type=media_type)

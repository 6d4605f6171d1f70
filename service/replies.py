"""Answers on their way out."""

from collections.abc import Iterable
from typing import Any

import orjson
from flask import Response

Start = Any  # WSGI's start_response


class Reply(Response):
    """A whole body, which goes out under its headers as they are; werkzeug would go through all of them once more."""

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response(self.status, self.headers.to_wsgi_list())
        return () if environ["REQUEST_METHOD"] == "HEAD" else self.response  # type: ignore[return-value]


def json_reply(value: Any, status: int = 200, **headers: str) -> Response:
    """JSON; NaN and infinity become null, NumPy numbers and dataclasses are written as what they hold."""
    body = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    return Reply(body, status, headers, content_type="application/json")


def text_reply(text: str | bytes, media_type: str, status: int = 200, **headers: str) -> Response:
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Reply(text, status, headers, content_type=kind)

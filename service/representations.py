"""A diagnosis in whichever media type was asked for."""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template

from analyzers import rendering
from analyzers.diagnosis import Diagnosis
from service.negotiation import MARKDOWN
from service.replies import json_reply, text_reply

RENDERED: dict[str, Callable[[Diagnosis], str | bytes]] = {
    **dict.fromkeys(MARKDOWN, rendering.markdown),
    "image/svg+xml": rendering.svg,
    "image/png": rendering.png,
}
OFFERED = ("application/json", *RENDERED, "text/html")


def represented(media_type: str, answer: dict[str, Any], diagnosis: Callable[[], Diagnosis]) -> Response:
    """One diagnosis in the representation that was asked for."""
    headers = {"Vary": "Accept", "Content-Location": answer["links"]["self"]}
    if media_type == "application/json":
        return json_reply(answer, **headers)
    if media_type == "text/html":
        return text_reply(render_template("index.html", diagnosis=answer["id"]), media_type, **headers)
    return text_reply(RENDERED[media_type](diagnosis()), media_type, **headers)

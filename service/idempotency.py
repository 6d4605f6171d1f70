"""`Idempotency-Key` on every POST: a request that is repeated gets the first one's answer, and does nothing again.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import hashlib
import io

from flask import Flask, Response, g, request
from werkzeug.wsgi import get_input_stream

from service import current
from service.bodies import at_most
from service.problems import Problem
from service.store import answers

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT_HEADERS = ("Content-Type", "Location", "Content-Location", "ETag", "Vary")


def register(app: Flask) -> None:
    """After whoever says whose request it is: keys of tenants never meet."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return None
    if not 0 < len(key) <= LONGEST:
        raise Problem("malformed", f"{HEADER} has {len(key)} characters, not 1 to {LONGEST}.", "Send a UUID.")
    found = answers.reserve(current.database(), current.tenant(), key, _digest())
    if found == "running":
        raise Problem("conflict", f"The first request with this {HEADER} is still being answered.", "Repeat it later.")
    if found == "other":
        raise Problem("conflict", f"This {HEADER} was used for another request.", "Take a new key for a new request.")
    if isinstance(found, answers.Answer):
        return Response(found.body, found.status, found.headers | {"Idempotency-Replayed": "true"})
    g.idempotency_key = key
    return None


def _digest() -> str:
    """Of all that makes this request. The body is read here and laid back for whoever reads it next."""
    body = b"".join(at_most(current.settings().max_upload_bytes, get_input_stream(request.environ)))
    request.environ |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))}
    told = "\n".join((request.method, request.full_path, request.content_type or "", request.headers.get("Prefer", "")))
    return hashlib.sha256(told.encode() + b"\n" + body).hexdigest()


def _after(response: Response) -> Response:
    key = g.pop("idempotency_key", None)
    if key is None:
        return response
    if response.status_code >= 500 or response.is_streamed:
        answers.forget(current.database(), current.tenant(), key)
    else:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        kept = answers.Answer(response.status_code, headers, response.get_data())
        answers.keep(current.database(), current.tenant(), key, kept)
    return response

"""Errors as RFC 9457 problem details: what and where · what we got · what to do."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from analyzers.errors import AnalyzerError, SpecError, TooLargeError, UnreadableError
from analyzers.source import names as spellings
from service.schemas.contract import names_at

MEDIA_TYPE = "application/problem+json"
ADDRESSES = (
    "Logs are posted to /v1/diagnoses. All addresses and what they take are in /openapi.yaml and, to read, in /docs."
)
MOST_ERRORS = 20  # of a body with many mistakes the first ones are named
EXAMPLE = "epoch 1: loss = 0.693, val_loss = 0.701\nepoch 2: loss = 0.512, val_loss = 0.544\n"
LOOKED_FOR = (
    "lines with names and numbers, such as 'epoch 1: loss = 0.5'",
    "tables: CSV, TSV, Markdown, HTML, printed data frames",
    "JSON and JSON lines, such as trainer_state.json",
    "TensorBoard event files, notebooks, and gzip, zstd or zip of all these",
    'JSON {"metrics": {"loss": [0.7, 0.5]}} and {"text": "…"}',
)

KINDS: Mapping[str, tuple[int, str]] = {
    "malformed": (400, "The request is malformed"),
    "unknown-key": (401, "The API key is missing or unknown"),
    "forbidden": (403, "The API key does not allow this"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This address does not take that method"),
    "not-acceptable": (406, "No representation fits the Accept header"),
    "timeout": (408, "The request came too slowly"),
    "conflict": (409, "The request is in conflict with another one"),
    "too-large": (413, "The upload is too large"),
    "unsupported-encoding": (415, "The body cannot be decoded"),
    "misdirected": (421, "The request is meant for another host"),
    "invalid": (422, "The request holds a value that cannot be used"),
    "nothing-readable": (422, "Nothing in the upload can be read as a training log"),
    "too-many-requests": (429, "Too many requests"),
    "internal": (500, "The service made a mistake"),
    "unavailable": (503, "The service cannot answer now"),
}
"""Each kind of problem: its status and title. `type` in an answer is its entry on the page of the documentation."""

BY_STATUS = {404: "not-found", 405: "method-not-allowed", 406: "not-acceptable", 413: "too-large"}

log = structlog.get_logger("trainhealth")


class Problem(Exception):  # noqa: N818  the word of the standard
    """Ends a request with a problem. kind: a key of KINDS · more: further members of the answer."""

    def __init__(
        self, kind: str, detail: str, hint: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.hint, self.headers, self.more = kind, detail, hint, headers or {}, more

    def response(self) -> Response:
        status, title = KINDS[self.kind]
        body = {"type": f"/docs#{self.kind}", "title": title, "status": status, "detail": self.detail}
        body |= ({"hint": self.hint} if self.hint else {}) | self.more
        return Response(orjson.dumps(body), status, self.headers, content_type=MEDIA_TYPE)


def unknown(what: str, asked: str, known: Iterable[str], catalogue: str) -> Problem:
    """Of a name that is not there: what was probably meant. catalogue: the address of all of them."""
    near = difflib.get_close_matches(asked, known)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"All of them: GET {catalogue}"
    return Problem("not-found", f"There is no {what} {asked[:100]!r}.", hint)


def of_analyzer(error: AnalyzerError) -> Problem:
    """What the library could not use."""
    if isinstance(error, TooLargeError):
        return Problem("too-large", error.problem, error.hint)
    if isinstance(error, UnreadableError):
        return nothing_readable(error.problem, error.hint)
    problem, hint = _sentences(error)
    if isinstance(error, SpecError) and error.at:
        told = [{"at": each.at, "problem": _sentences(each)[0]} for each in (error, *error.more)]
        return Problem("invalid", " ".join(each["problem"] for each in told[:3]), hint, errors=told[:MOST_ERRORS])
    return Problem("invalid", problem, hint)


def _sentences(error: AnalyzerError) -> tuple[str, str]:
    """Problem and hint; a problem that ends with a comma goes on in its hint, and both are one sentence."""
    if error.problem.endswith(","):
        return _sentence(f"{error.problem} {error.hint}"), ""
    return _sentence(error.problem), error.hint and _sentence(error.hint)


def _sentence(text: str) -> str:
    """With a capital, unless it begins with a name or a place, and with a stop."""
    first = text.split(" ", 1)[0]
    ended = text.rstrip(".;")
    return f"{ended[:1].upper() if first.isalpha() else ended[:1]}{ended[1:]}{'' if ended.endswith('?') else '.'}"


def nothing_readable(detail: str, hint: str) -> Problem:
    return Problem("nothing-readable", detail, hint, looked_for=LOOKED_FOR, example=EXAMPLE)


def of_validation(error: ValidationError) -> Problem:
    """What pydantic refused, place by place."""
    errors = [
        {
            "at": ".".join(map(str, found["loc"])) or "body",
            "problem": _told(found, error.title),
            "got": _short(found["input"]),
        }
        for found in error.errors(include_url=False, include_context=False)[:MOST_ERRORS]
    ]
    detail = "; ".join(f"{found['at']}: {found['problem']}, got {found['got']}" for found in errors[:3])
    return Problem("invalid", detail, "The schema of this request is in /openapi.yaml.", errors=errors)


def _told(found: ErrorDetails, model: str) -> str:
    names = names_at(model, found["loc"]) if found["type"] == "extra_forbidden" else ()
    if not names:
        return found["msg"]
    meant = spellings.NUMBERS.get(spellings.plain(str(found["loc"][-1])))
    close = [meant] if meant in names else difflib.get_close_matches(str(found["loc"][-1]), names, 1)
    guess = f"; did you mean {close[0]}?" if close else ""
    return f"not known here, where there are {', '.join(names)}{guess}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def of_http(error: HTTPException) -> Problem:
    """What Flask refused; its headers, such as Allow, are kept."""
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    kind = BY_STATUS.get(status, "malformed" if status < 500 else "internal")
    return Problem(kind, f"{request.method} {request.path}: {_why(error)}", ADDRESSES, headers)


def _why(error: HTTPException) -> str:
    if isinstance(error, NotFound):
        known = [rule.rule for rule in current_app.url_map.iter_rules() if not rule.arguments]
        guess = difflib.get_close_matches(request.path, known, 1)
        return f"there is no such address{f', but there is {guess[0]}' if guess else ''}."
    if isinstance(error, MethodNotAllowed):
        return f"this address takes {', '.join(sorted(error.valid_methods or ()))}."
    return error.description or "the request cannot be answered."


def of_defect(error: Exception) -> Problem:
    """A mistake of ours: written to the log in full, told to nobody else."""
    log.error("defect", method=request.method, path=request.path, exc_info=error)
    return Problem("internal", "An error that is ours, not yours; it was written to the service's log.")


def of_store(error: SQLAlchemyError) -> Problem:
    """The database is away, its disk is full or read-only, or it is locked for long: not the request's fault."""
    log.error("store", method=request.method, path=request.path, exc_info=error)
    return Problem(
        "unavailable",
        "The store does not take or give anything now; nothing of this request was kept.",
        "Repeat it later; whoever runs the service finds the reason in its log.",
        headers={"Retry-After": "5"},
    )


def register(app: Flask) -> None:
    """Makes every error of the app leave it as a problem."""
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(AnalyzerError, lambda error: of_analyzer(error).response())
    app.register_error_handler(ValidationError, lambda error: of_validation(error).response())
    app.register_error_handler(OperationalError, lambda error: of_store(error).response())
    app.register_error_handler(InterfaceError, lambda error: of_store(error).response())
    app.register_error_handler(NoConnectionError, lambda error: of_store(error).response())
    app.register_error_handler(HTTPException, _http_response)
    app.register_error_handler(Exception, lambda error: of_defect(error).response())


def _http_response(error: HTTPException) -> Response:
    if (error.code is not None and error.code < 400) or error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    cause = error.original_exception if isinstance(error, InternalServerError) else None
    if isinstance(cause, (OperationalError, InterfaceError)):  # raised after the endpoint, when an answer is kept
        return of_store(cause).response()
    return of_http(error).response()

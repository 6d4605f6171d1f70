"""Live runs: open one, append to its log while it trains, ask for its diagnosis at any time."""

import json
import re
from typing import Any

from flask import Response, request
from flask_openapi import APIBlueprint
from pydantic_core import from_json

from analyzers import rendering
from analyzers.diagnosis import Diagnosis
from analyzers.errors import UnreadableError
from analyzers.reader import Reading
from analyzers.run import ContextValue
from service import answers, current
from service.bodies import body, parsed
from service.intake import context_of
from service.judging import judged
from service.negotiation import best
from service.openapi import ANY_BYTES, gives, ref, takes
from service.problems import Problem
from service.replies import json_reply, text_reply
from service.representations import OFFERED, represented
from service.schemas.contract import Question
from service.schemas.diagnosis import DiagnosisAnswer, SeriesAnswer
from service.schemas.runs import ChunkQuery, LiveRunAnswer, PageQuery, RecordsBody, RunBody, RunsAnswer, SizeAnswer
from service.store import runs
from service.validation import validated

bp = APIBlueprint("runs", __name__, url_prefix="/v1/runs", abp_tags=[{"name": "live runs"}])

RECORDS = re.compile(rb'\s*+\{\s*+"records"\s*+:')
CHUNK = takes(
    {"application/json": ref(RecordsBody), "text/plain": ANY_BYTES, "application/octet-stream": ANY_BYTES},
    "The next bytes of the log as they are, cut anywhere; or records as JSON.",
    required=False,
)
OPENING = takes({"application/json": ref(RunBody)}, "A name and what is known about the run.", required=False)
OPEN_PROBLEMS = ("malformed", "timeout", "too-large", "unsupported-encoding", "invalid")
APPEND_PROBLEMS = ("malformed", "not-found", "timeout", "conflict", "too-large", "unsupported-encoding", "invalid")


class RunPath(Question):
    id: str


@bp.post("", request_body=OPENING, responses=gives(LiveRunAnswer, problems=OPEN_PROBLEMS, status=201))
def open_run() -> Response:
    """Open a live run."""
    asked = RunBody.model_validate(parsed(body() or b"{}"))
    context = {
        key: [value.value, value.source] for key, value in context_of(asked.context, "given with the run").items()
    }
    made = runs.create(current.database(), current.tenant(), asked.name, context)
    return json_reply(_answer(made), 201, Location=_links(made.id)["self"])


@bp.get("", responses=gives(RunsAnswer, problems=["invalid"]))
@validated
def list_runs(query: PageQuery) -> Response:
    """The live runs, the newest first."""
    found = runs.page(current.database(), current.tenant(), query.before, query.limit)
    more = found[-1].id if len(found) == query.limit else None
    return json_reply({"runs": [_answer(run) for run in found], "next": more})


@bp.get("/<id>", responses=gives(LiveRunAnswer, problems=["not-found"]))
@validated
def get_run(path: RunPath) -> Response:
    """A live run: how much of its log is here."""
    return json_reply(_answer(_own(path.id)))


@bp.post("/<id>/log", request_body=CHUNK, responses=gives(SizeAnswer, problems=APPEND_PROBLEMS))
@validated
def append_to_log(path: RunPath, query: ChunkQuery) -> Response:
    """Append to the log. What is acknowledged is kept; the same chunk at the same offset counts once."""
    chunk = _chunk(body())
    run = _own(path.id)
    limit = current.settings().max_upload_bytes
    if run.size + len(chunk) > limit:
        raise Problem("too-large", f"The log would be larger than {limit:,} bytes.", "Open another run.", limit=limit)
    try:
        size = runs.append(current.database(), current.tenant(), run.id, chunk, query.offset)
    except runs.OffsetError as error:
        raise Problem(
            "conflict",
            f"offset={query.offset} does not follow the {error.size} bytes that are here.",
            f"Go on at offset={error.size}, or send a chunk again just as it was.",
            size=error.size,
        ) from error
    return json_reply({"size": size})


@bp.get("/<id>/diagnosis", responses=gives(DiagnosisAnswer, OFFERED[1:], ["not-found", "not-acceptable"]))
@validated
def diagnose_run(path: RunPath) -> Response:
    """What the log shows so far. The ETag changes when the log does: ask with If-None-Match."""
    wanted = best(OFFERED)
    run = _own(path.id)
    tag = f"{run.size}"
    if request.if_none_match.contains(tag):
        return Response(status=304, headers={"ETag": f'"{tag}"', "Vary": "Accept"})
    diagnosis = _diagnosis(run)
    response = represented(wanted, answers.answer(diagnosis, run.id, _diagnosis_links(run.id)), lambda: diagnosis)
    response.set_etag(tag)
    return response


@bp.get("/<id>/chart.svg", responses=gives(None, ["image/svg+xml"], ["not-found"]))
@validated
def get_run_chart(path: RunPath) -> Response:
    """The curves so far with the findings marked on them."""
    return text_reply(rendering.svg(_diagnosis(_own(path.id))), "image/svg+xml")


@bp.get("/<id>/series", responses=gives(SeriesAnswer, problems=["not-found"]))
@validated
def get_run_series(path: RunPath) -> Response:
    """The curves so far as numbers, thinned where they are long."""
    return json_reply({"runs": answers.curves(_diagnosis(_own(path.id)))})


def _diagnosis(run: runs.LiveRun) -> Diagnosis:
    """`unknown` while there is nothing to judge yet."""
    context = {key: ContextValue(value, source) for key, (value, source) in run.context.items()}
    current.parts().held.more(run.size)
    log = runs.log(current.database(), run.id)
    try:
        return judged(log, run.name, context)
    except UnreadableError as error:
        headline = f"{error.problem} So far {run.size} bytes are here." if run.size else "Nothing was appended yet."
        return Diagnosis("unknown", headline, None, (), Reading("live run", (), log.count(b"\n"), 0))


def _chunk(data: bytes) -> bytes:
    """Records become lines of JSON, all else stays as it is."""
    if not RECORDS.match(data):
        return data
    try:
        records = RecordsBody.model_validate(from_json(data)).records
    except ValueError as error:
        raise Problem(
            "malformed", f"The records are not valid: {error}.", 'Send {"records": [{"loss": 0.5}]}.'
        ) from error
    return b"".join(_line(record) for record in records)


def _line(record: dict[str, Any]) -> bytes:
    """NaN and infinity stay what they are, they are what a monitor looks for; and numbers may have any size."""
    return f"{json.dumps(record)}\n".encode()


def _own(id: str) -> runs.LiveRun:
    found = runs.get(current.database(), current.tenant(), id)
    if found is None:
        raise Problem("not-found", f"There is no run {id}.", "Open one with POST /v1/runs.")
    return found


def _answer(run: runs.LiveRun) -> dict[str, Any]:
    shown = {name: getattr(run, name) for name in ("id", "name", "created", "updated", "size")}
    return shown | {"links": _links(run.id)}


def _links(id: str) -> dict[str, str]:
    own = f"{current.settings().public_url}/v1/runs/{id}"
    return {"self": own, "log": f"{own}/log", "diagnosis": f"{own}/diagnosis"}


def _diagnosis_links(id: str) -> dict[str, str]:
    own = _links(id)
    return {"self": own["diagnosis"], "chart": f"{own['self']}/chart.svg", "series": f"{own['self']}/series"}

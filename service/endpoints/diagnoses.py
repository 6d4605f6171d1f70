"""Diagnoses of posted logs."""

from typing import Any

from flask import Response
from flask_openapi import APIBlueprint

from service import answers, current, telemetry
from service.intake import posted
from service.negotiation import best
from service.openapi import ANY_BYTES, gives, ref, takes
from service.problems import Problem
from service.replies import json_reply, text_reply
from service.representations import OFFERED, RENDERED, represented
from service.schemas.contract import Question
from service.schemas.diagnosis import DiagnosisAnswer, SeriesAnswer
from service.schemas.runs import DiagnosesAnswer, PageQuery
from service.schemas.upload import DiagnosisQuery, LogForm, MetricsBody, TextBody
from service.store import diagnoses as kept
from service.store.ids import new_id
from service.validation import validated

bp = APIBlueprint("diagnoses", __name__, url_prefix="/v1/diagnoses", abp_tags=[{"name": "diagnoses"}])

BODY = takes(
    {
        "application/json": {"anyOf": [ref(MetricsBody), ref(TextBody), {"description": "Any other JSON is a log."}]},
        "multipart/form-data": ref(LogForm),
        "text/plain": ANY_BYTES,
        "application/octet-stream": ANY_BYTES,
    },
    "A log as it is, in any text or binary form and with any Content-Type, gzip and zstd too; or curves as JSON; or "
    "several logs as a form.",
)


class DiagnosisPath(Question):
    id: str


@bp.post(
    "",
    request_body=BODY,
    responses=gives(
        DiagnosisAnswer,
        OFFERED[1:],
        ("malformed", "not-acceptable", "timeout", "too-large", "unsupported-encoding", "invalid", "nothing-readable"),
    ),
)
@validated
def diagnose(query: DiagnosisQuery) -> Response:
    """Say what a training log shows and what to change.

    A text that describes a training run without a curve is answered too: verdict `unknown`, what its words point to
    under `mentioned`.
    """
    wanted = best(OFFERED)
    log = posted(query)
    diagnosis = log.diagnosis()
    id = new_id()
    answer = answers.answer(diagnosis, id, links(id))
    telemetry.count(diagnosis, len(log.data))
    kept.put(current.database(), current.tenant(), id, answer | {"series": answers.curves(diagnosis)}, log.data)
    return represented(wanted, answer, lambda: diagnosis)


@bp.get("", responses=gives(DiagnosesAnswer, problems=["invalid"]))
@validated
def list_diagnoses(query: PageQuery) -> Response:
    """The diagnoses that were given, the newest first."""
    found = kept.page(current.database(), current.tenant(), query.before, query.limit)
    return json_reply({"diagnoses": found, "next": found[-1]["id"] if len(found) == query.limit else None})


@bp.get("/<id>", responses=gives(DiagnosisAnswer, OFFERED[1:], ("not-found", "not-acceptable")))
@validated
def get_diagnosis(path: DiagnosisPath) -> Response:
    """A diagnosis that was given before."""
    wanted = best(OFFERED)
    answer = stored(path.id)
    series = answer.pop("series")
    return represented(wanted, answer, lambda: answers.restored(answer, series))


@bp.get("/<id>/chart.svg", responses=gives(None, ["image/svg+xml"], ["not-found"]))
@validated
def get_chart(path: DiagnosisPath) -> Response:
    """The curves with the findings marked on them."""
    return _chart(path.id, "image/svg+xml")


@bp.get("/<id>/chart.png", responses=gives(None, ["image/png"], ["not-found"]))
@validated
def get_chart_png(path: DiagnosisPath) -> Response:
    """The same chart as pixels."""
    return _chart(path.id, "image/png")


@bp.get("/<id>/series", responses=gives(SeriesAnswer, problems=["not-found"]))
@validated
def get_series(path: DiagnosisPath) -> Response:
    """The curves as numbers, thinned where they are long."""
    return json_reply({"runs": stored(path.id)["series"]})


def links(id: str) -> dict[str, str]:
    own = f"{current.settings().public_url}/v1/diagnoses/{id}"
    return {"self": own, "chart": f"{own}/chart.svg", "series": f"{own}/series"}


def stored(id: str) -> dict[str, Any]:
    """The kept answer with its `series`. Raises Problem where this tenant has none of that id."""
    found = kept.get(current.database(), current.tenant(), id)
    if found is None:
        raise Problem(
            "not-found", f"There is no diagnosis {id}.", "It may be past its time: post the log again to /v1/diagnoses."
        )
    answer: dict[str, Any] = found.answer
    return answer


def _chart(id: str, media_type: str) -> Response:
    answer = stored(id)
    return text_reply(RENDERED[media_type](answers.restored(answer, answer.pop("series"))), media_type)

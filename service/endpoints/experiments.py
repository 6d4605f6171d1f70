"""Experiments: a spec is replayed, measured, and its remedies are tried, in a job."""

from functools import partial
from typing import Any

from flask import Response, request
from flask_openapi import APIBlueprint

from analyzers import spec
from analyzers.experiments.cost import Limits, check
from analyzers.rendering.picture import rendered
from service import current
from service.experiment_answers import named
from service.experiment_intake import asked
from service.experiment_waiting import events, patience, waited
from service.jobs import experiments as work
from service.jobs import queue
from service.jobs.asking import ask
from service.negotiation import MARKDOWN, best
from service.openapi import gives, ref, takes
from service.problems import Problem
from service.replies import json_reply, text_reply
from service.schemas.contract import Question
from service.schemas.experiment import ExperimentAnswer, ExperimentBody, ExperimentForm, ExperimentsAnswer
from service.schemas.runs import PageQuery
from service.validation import validated

TRAINING_SHARE = 0.25
"""Of a job's memory that one training may hold: there are others beside it, and the libraries."""

bp = APIBlueprint("experiments", __name__, url_prefix="/v1/experiments", abp_tags=[{"name": "experiments"}])

OFFERED = ("application/json", *MARKDOWN, "image/svg+xml", "image/png")
ATTEMPT_SLACK = 30.0  # what an attempt may take beyond its budget: start, data, writing the answer
BODY = takes(
    {"application/json": ref(ExperimentBody), "multipart/form-data": ref(ExperimentForm)},
    "What to train, what to find out, and how long it may take; as a form, with the data as a file of its own.",
)
PROBLEMS = ("malformed", "timeout", "too-large", "unsupported-encoding", "invalid", "not-acceptable")


class ExperimentPath(Question):
    id: str


@bp.post("", request_body=BODY, responses=gives(ExperimentAnswer, OFFERED[1:], PROBLEMS, status=202))
def ask_for_experiment() -> Response:
    """Try a spec: checks, replay, stability, learning-rate range, remedies.

    Answers 202 and where to look; with `Prefer: wait=N`, 200 and the result if it is there within N seconds.
    """
    wanted = best(OFFERED)
    value = asked()
    read = spec.read(value)
    prepared = spec.prepare(read)
    cost = check(prepared, _limits())
    spec.trainable(prepared)
    id = ask(work.KIND, value | {"estimate": vars(cost)}, cost=read.budget, seconds=read.budget + ATTEMPT_SLACK)
    job = waited(partial(_own, id), patience(request.headers.get("Prefer", "")), current.parts().seats)
    status = 200 if job.status in queue.FINISHED else 202
    return _represented(job, wanted if status == 200 else OFFERED[0], status)


@bp.get("", responses=gives(ExperimentsAnswer, problems=["invalid"]))
@validated
def list_experiments(query: PageQuery) -> Response:
    """The experiments, the newest first."""
    found = queue.page(current.database(), current.tenant(), work.KIND, query.before, query.limit)
    more = found[-1]["id"] if len(found) == query.limit else None
    return json_reply({"experiments": found, "next": more})


@bp.get("/<id>", responses=gives(ExperimentAnswer, OFFERED[1:], ("not-found", "not-acceptable", "conflict")))
@validated
def get_experiment(path: ExperimentPath) -> Response:
    """How far an experiment is, and its result once it is there."""
    wanted = best(OFFERED)
    return _represented(_own(path.id), wanted)


@bp.get("/<id>/events", responses=gives(None, ["text/event-stream"], ["not-found"]))
@validated
def follow_experiment(path: ExperimentPath) -> Response:
    """Progress and result as server-sent events: `progress`, then `done`, `failed` or `cancelled`."""
    _own(path.id)
    look = partial(queue.get, current.database(), current.tenant(), path.id)  # the request is over while it streams
    followed = events(look, _links(path.id)["self"])
    return Response(followed, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


@bp.delete("/<id>", responses=gives(ExperimentAnswer, problems=["not-found", "conflict"]))
@validated
def cancel_experiment(path: ExperimentPath) -> Response:
    """Cancel an experiment that has not ended."""
    job = _own(path.id)
    if not queue.cancel(current.database(), current.tenant(), job.id):
        raise Problem("conflict", f"The experiment is {job.status} already.", "What has ended cannot be cancelled.")
    return _represented(_own(job.id), OFFERED[0])


def _limits() -> Limits:
    settings = current.settings()
    return Limits(
        settings.max_parameters,
        settings.max_examples,
        settings.max_training_seconds,
        settings.job_memory_bytes * TRAINING_SHARE,
    )


def _own(id: str) -> queue.Job:
    found = queue.get(current.database(), current.tenant(), id)
    if found is None or found.kind != work.KIND:
        raise Problem("not-found", f"There is no experiment {id}.", "Ask for one with POST /v1/experiments.")
    return found


def _represented(job: queue.Job, media_type: str, status: int = 200) -> Response:
    if media_type == OFFERED[0]:
        return json_reply(_answer(job), status, Location=_links(job.id)["self"], Vary="Accept")
    if job.status != "done":
        raise Problem("conflict", f"The experiment is {job.status}: there is no {media_type} of it.", "Ask for JSON.")
    made = job.result["markdown"] if media_type in MARKDOWN else job.result["svg"]
    return text_reply(rendered(made) if media_type == "image/png" else made, media_type, Vary="Accept")


def _answer(job: queue.Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "status": job.status,
        "created": job.created,
        "progress": None if job.status in queue.FINISHED else job.progress,
        "estimate": job.spec.get("estimate"),
        "result": job.result and named(job.result["answer"], _links(job.id)["self"]),
        "error": job.error,
        "links": _links(job.id),
    }


def _links(id: str) -> dict[str, str]:
    own = f"{current.settings().public_url}/v1/experiments/{id}"
    return {"self": own, "events": f"{own}/events"}

"""Whether the process lives, and whether it can answer."""

from typing import Literal

import structlog
from flask import Response
from flask_openapi import APIBlueprint
from sqlalchemy.exc import SQLAlchemyError

from service import current
from service.openapi import gives
from service.problems import Problem
from service.replies import json_reply
from service.schemas.contract import Answer, Question
from service.store import migrate

log = structlog.get_logger("trainhealth")

bp = APIBlueprint("health", __name__, abp_tags=[{"name": "health"}])


class HealthAnswer(Answer):
    status: str


class ReadinessQuery(Question):
    """exclude: what is not looked at; whoever balances requests wants the store alone."""

    exclude: Literal["workers"] | None = None


@bp.get("/healthz", responses=gives(HealthAnswer))
def get_health() -> Response:
    """The process lives."""
    return json_reply({"status": "ok"})


@bp.get("/readyz", responses=gives(HealthAnswer, problems=["invalid"]))
def get_readiness(query: ReadinessQuery) -> Response:
    """The store answers and has the tables that this version needs, and there are workers for the jobs."""
    try:
        new_enough = migrate.is_new_enough(current.database())
        gone = query.exclude != "workers" and current.parts().workers.are_gone()
    except SQLAlchemyError as error:
        log.error("store", reason=str(error))
        raise Problem("unavailable", "The store cannot be reached.", "See the service's log.") from error
    if not new_enough:
        raise Problem("unavailable", "The store's tables are of an earlier version.", "Run python -m service migrate.")
    if gone:
        raise Problem("unavailable", "No worker lives: experiments wait. Logs are diagnosed.", "Start a worker.")
    return json_reply({"status": "ok"})

"""Whether the process lives, and whether it can answer."""

from flask import Response
from flask_openapi import APIBlueprint
from sqlalchemy.exc import SQLAlchemyError

from service import current
from service.openapi import gives
from service.problems import Problem
from service.replies import json_reply
from service.schemas.contract import Answer
from service.store import migrate

bp = APIBlueprint("health", __name__, abp_tags=[{"name": "health"}])


class HealthAnswer(Answer):
    status: str


@bp.get("/healthz", responses=gives(HealthAnswer))
def get_health() -> Response:
    """The process lives."""
    return json_reply({"status": "ok"})


@bp.get("/readyz", responses=gives(HealthAnswer, problems=["unavailable"]))
def get_readiness() -> Response:
    """The store answers and has the tables that this version needs."""
    try:
        newest = migrate.is_newest(current.database())
    except SQLAlchemyError as error:
        raise Problem("unavailable", "The store cannot be reached.", "See the service's log.") from error
    if not newest:
        raise Problem("unavailable", "The store's tables are of another version.", "Start one instance with this one.")
    return json_reply({"status": "ok"})

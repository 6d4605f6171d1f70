"""Numbers for Prometheus."""

from flask import Blueprint, Response

from service import telemetry
from service.replies import text_reply

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
def get_metrics() -> Response:
    """Requests, readings, findings and jobs, over all processes."""
    return text_reply(telemetry.exposition(), "text/plain; version=0.0.4")

"""The documentation that the service serves of itself."""

from functools import cache
from typing import cast

from flask import Blueprint, Response, current_app, render_template
from flask_openapi import OpenAPI

from service.openapi import document, written
from service.problems import KINDS
from service.replies import text_reply

bp = Blueprint("documents", __name__)


@bp.get("/openapi.yaml")
def get_openapi() -> Response:
    return text_reply(_written(cast(OpenAPI, current_app._get_current_object())), "application/yaml")  # type: ignore[attr-defined]


@cache
def _written(app: OpenAPI) -> str:
    return written(document(app))


@bp.get("/docs")
def get_docs() -> str:
    found = document(cast(OpenAPI, current_app._get_current_object()))  # type: ignore[attr-defined]
    return render_template("docs.html", document=found, problems=KINDS)

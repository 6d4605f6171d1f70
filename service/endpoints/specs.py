"""What a spec may be made of."""

from dataclasses import asdict

from flask import Response
from flask_openapi import APIBlueprint

from analyzers.spec.catalogue import chapters
from service.openapi import gives
from service.replies import json_reply
from service.schemas.catalogue import SpecsAnswer

bp = APIBlueprint("specs", __name__, url_prefix="/v1/specs", abp_tags=[{"name": "catalogue"}])


@bp.get("", responses=gives(SpecsAnswer))
def list_what_specs_are_made_of() -> Response:
    """All layers, losses, optimizers, schedules, initial weights and forms of data, with their fields."""
    return json_reply({"chapters": [asdict(chapter) for chapter in chapters()]})

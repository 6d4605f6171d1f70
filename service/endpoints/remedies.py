"""The catalogue of remedies: what each change does, when it helps, what it costs."""

from typing import Any

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from analyzers.remedy import Remedy
from service import documentation
from service.catalogue import REMEDIES
from service.negotiation import MARKDOWN, best
from service.openapi import gives
from service.problems import unknown
from service.replies import json_reply, text_reply
from service.schemas.catalogue import RemediesAnswer, RemedyPage
from service.schemas.contract import Question
from service.validation import validated

CATALOGUE = "/v1/remedies"
bp = APIBlueprint("remedies", __name__, url_prefix=CATALOGUE, abp_tags=[{"name": "catalogue"}])


class RemedyPath(Question):
    action: str = Field(examples=["lower_learning_rate"])


@bp.get("", responses=gives(RemediesAnswer))
def list_remedies() -> Response:
    """All changes that we suggest."""
    return json_reply({"remedies": [_entry(remedy) for remedy in REMEDIES.values()]})


@bp.get("/<action>", responses=gives(RemedyPage, MARKDOWN, ["not-found", "not-acceptable"]))
@validated
def get_remedy(path: RemedyPath) -> Response:
    """What a change does, when it helps, what it costs."""
    remedy = REMEDIES.get(path.action)
    if remedy is None:
        raise unknown("remedy", path.action, REMEDIES, CATALOGUE)
    wanted = best(("application/json", *MARKDOWN))
    if wanted in MARKDOWN:
        return text_reply(documentation.markdown(remedy.title, remedy.doc, {"Answers": list(remedy.addresses)}), wanted)
    told = {"summary": documentation.summary(remedy.doc), "sections": documentation.sections(remedy.doc)}
    return json_reply(_entry(remedy) | told | {"answers": dict(remedy.addresses)})


def _entry(remedy: Remedy) -> dict[str, Any]:
    return {"action": remedy.action, "title": remedy.title, "links": {"self": f"{CATALOGUE}/{remedy.action}"}}

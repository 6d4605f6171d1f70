"""The catalogue of findings: what each one means, what it needs, which thresholds it uses."""

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from analyzers.check import Check
from analyzers.rule import Rule
from service import documentation
from service.catalogue import FINDINGS, REMEDIES
from service.negotiation import MARKDOWN, best
from service.openapi import gives
from service.problems import unknown
from service.replies import json_reply, text_reply
from service.schemas.catalogue import FindingPage, FindingsAnswer
from service.schemas.contract import Question
from service.validation import validated

CATALOGUE = "/v1/findings"
SPEC = "spec"  # what a check needs instead of metrics
bp = APIBlueprint("findings", __name__, url_prefix=CATALOGUE, abp_tags=[{"name": "catalogue"}])


class FindingPath(Question):
    code: str = Field(examples=["diverging"])


@bp.get("", responses=gives(FindingsAnswer))
def list_findings() -> Response:
    """All findings that a run, or a spec before any training, can have."""
    return json_reply({"findings": [_entry(finding) for finding in FINDINGS.values()]})


@bp.get("/<code>", responses=gives(FindingPage, MARKDOWN, ["not-found", "not-acceptable"]))
@validated
def get_finding(path: FindingPath) -> Response:
    """What a finding means, what to look at, when to ignore it."""
    finding = FINDINGS.get(path.code)
    if finding is None:
        raise unknown("finding", path.code, FINDINGS, CATALOGUE)
    answering = [action for action, remedy in REMEDIES.items() if finding.id in remedy.addresses]
    wanted = best(("application/json", *MARKDOWN))
    if wanted in MARKDOWN:
        return text_reply(documentation.markdown(finding.id, finding.doc, {"Remedies": answering}), wanted)
    limits = asdict(finding.limits) if finding.limits is not None else {}
    page = {"sections": documentation.sections(finding.doc), "limits": limits, "remedies": answering}
    return json_reply(_entry(finding) | page)


def _entry(finding: Rule | Check) -> dict[str, Any]:
    return {
        "code": finding.id,
        "severity": finding.severity,
        "summary": documentation.summary(finding.doc),
        "needs": list(getattr(finding, "needs", (SPEC,))),
        "links": {"self": f"{CATALOGUE}/{finding.id}"},
    }

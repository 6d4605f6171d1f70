"""The catalogue of findings: what each one means, what it needs, which thresholds it uses."""

from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from analyzers.check import Check
from analyzers.checks import CHECKS
from analyzers.remedies import REMEDIES
from analyzers.rule import Rule
from analyzers.rules import RULES
from service import documentation
from service.negotiation import MARKDOWN, best
from service.openapi import gives
from service.problems import Problem
from service.replies import json_reply, text_reply
from service.schemas.catalogue import FindingPage, FindingsAnswer
from service.schemas.contract import Question
from service.validation import validated

CATALOGUE = "/v1/findings"
SPEC = "spec"  # what a check needs instead of metrics
bp = APIBlueprint("findings", __name__, url_prefix=CATALOGUE, abp_tags=[{"name": "catalogue"}])

BY_CODE: dict[str, Rule | Check] = {check.id: check for check in CHECKS} | {rule.id: rule for rule in RULES}
"""Rules look at curves, checks at a spec before any training; what both find is explained by the rule."""


class FindingPath(Question):
    code: str = Field(examples=["diverging"])


@bp.get("", responses=gives(FindingsAnswer))
def list_findings() -> Response:
    """All findings that a run, or a spec before any training, can have."""
    only_checks: list[Rule | Check] = [check for check in CHECKS if BY_CODE[check.id] is check]
    return json_reply({"findings": [_entry(finding) for finding in (*RULES, *only_checks)]})


@bp.get("/<code>", responses=gives(FindingPage, MARKDOWN, ["not-found", "not-acceptable"]))
@validated
def get_finding(path: FindingPath) -> Response:
    """What a finding means, what to look at, when to ignore it."""
    rule = BY_CODE.get(path.code)
    if rule is None:
        raise unknown("finding", path.code, list(BY_CODE), CATALOGUE)
    answering = [remedy.action for remedy in REMEDIES if rule.id in remedy.addresses]
    wanted = best(("application/json", *MARKDOWN))
    if wanted in MARKDOWN:
        return text_reply(documentation.markdown(rule.id, rule.doc, {"Remedies": answering}), wanted)
    limits = asdict(rule.limits) if rule.limits is not None else {}
    page = {"sections": documentation.sections(rule.doc), "limits": limits, "remedies": answering}
    return json_reply(_entry(rule) | page)


def _entry(rule: Rule | Check) -> dict[str, Any]:
    return {
        "code": rule.id,
        "severity": rule.severity,
        "summary": documentation.summary(rule.doc),
        "needs": list(getattr(rule, "needs", (SPEC,))),
        "links": {"self": f"{CATALOGUE}/{rule.id}"},
    }


def unknown(what: str, asked: str, known: list[str], catalogue: str) -> Problem:
    """A problem that names what was probably meant. catalogue: the address of all of them."""
    near = get_close_matches(asked, known)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"All of them: GET {catalogue}"
    return Problem("not-found", f"There is no {what} {asked[:100]!r}.", hint)

"""`GET /v1/findings` and `GET /v1/remedies`: what we can say, and why."""

from service.schemas.contract import Answer
from service.schemas.diagnosis import Severity


class SelfLink(Answer):
    self: str


class FindingEntry(Answer):
    """needs: the metrics without which it is not looked for; "a|b" is one of them, "spec" a spec to train."""

    code: str
    severity: Severity
    summary: str
    needs: list[str]
    links: SelfLink


class FindingsAnswer(Answer):
    findings: list[FindingEntry]


class FindingPage(FindingEntry):
    """sections: the explanation by heading · limits: the thresholds by name · remedies: what may answer it."""

    sections: dict[str, str]
    limits: dict[str, float | int | bool | str]
    remedies: list[str]


class RemedyEntry(Answer):
    action: str
    title: str
    links: SelfLink


class RemediesAnswer(Answer):
    remedies: list[RemedyEntry]


class RemedyPage(RemedyEntry):
    """answers: the findings and causes that it answers, each with how directly, 0 to 1."""

    summary: str
    sections: dict[str, str]
    answers: dict[str, float]

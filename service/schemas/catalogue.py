"""`GET /v1/findings`, `GET /v1/remedies` and `GET /v1/specs`: what we can say, and why; what a spec may be made of."""

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


class SpecField(Answer):
    """takes: in words · default: as JSON, "required" where there is none"""

    name: str
    takes: str
    default: str


class SpecEntry(Answer):
    name: str
    summary: str
    fields: list[SpecField]


class SpecChapter(Answer):
    """text: where in a spec these stand, and how"""

    title: str
    text: str
    entries: list[SpecEntry]


class SpecsAnswer(Answer):
    chapters: list[SpecChapter]

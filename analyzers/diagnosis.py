"""Puts rules and remedies together: what a run shows, ranked, and what to change."""

from dataclasses import dataclass
from typing import Literal

from analyzers.reader import Reading
from analyzers.remedy import Suggestion
from analyzers.rule import Finding
from analyzers.run import Run

Verdict = Literal["healthy", "warning", "critical", "unknown"]


@dataclass(frozen=True)
class Skipped:
    """A finding that was not looked for. needs: the series it lacked."""

    code: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class RunDiagnosis:
    """The verdict on one run. findings: the most important first · checked: codes of the rules that looked."""

    run: Run
    verdict: Verdict
    headline: str
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...]
    checked: tuple[str, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Mention:
    """A finding that the words of a text without a curve point to: a possibility, not a measurement."""

    code: str
    likelihood: float
    quote: str
    line: int
    post: str  # what to post so that it can be judged


@dataclass(frozen=True)
class Diagnosis:
    """The verdict on an upload. primary: (index of the run, code of its first finding) or None when healthy."""

    verdict: Verdict
    headline: str
    primary: tuple[int, str] | None
    runs: tuple[RunDiagnosis, ...]
    reading: Reading
    mentioned: tuple[Mention, ...] = ()

"""What the runs of one upload tell of each other: if one learned at another rate, the rate is why another did not."""

import math
from collections.abc import Sequence
from dataclasses import replace

from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.remedies import suggest
from analyzers.rule import Cause, Finding
from analyzers.run import Run
from analyzers.signals.roles import roles

APART = 2.0  # times by which two rates differ, at least, to be told apart
LIKELY = 0.9  # that the rate is the cause where it is what differs


def compared(judged: Diagnosis) -> Diagnosis:
    """A diagnosis whose critical runs are held against the healthy ones beside them."""
    learned = [each for each in judged.runs if each.verdict == "healthy" and _rate(each)]
    if not learned:
        return judged
    return replace(judged, runs=tuple(_beside(each, _alike(each.run, learned)) for each in judged.runs))


def _alike(run: Run, others: Sequence[RunDiagnosis]) -> list[tuple[str, float]]:
    """Name and rate of those whose loss goes by the same name: runs of one program."""
    key = roles(run).loss
    name = run[key].name_in_log if key else ""
    return [(each.run.name, rate) for each in others if key and _named(each.run, key) == name and (rate := _rate(each))]


def _named(run: Run, key: str) -> str | None:
    return run[key].name_in_log if key in run else None


def _rate(judged: RunDiagnosis) -> float | None:
    rate = judged.run.known("learning_rate")
    return float(rate) if isinstance(rate, int | float) and rate > 0 else None


def _beside(judged: RunDiagnosis, learned: Sequence[tuple[str, float]]) -> RunDiagnosis:
    rate = _rate(judged)
    if rate is None or not learned or judged.verdict != "critical":
        return judged
    name, other = min(learned, key=lambda one: abs(math.log(one[1] / rate)))
    if abs(math.log(other / rate)) < math.log(APART):
        return judged
    code = "learning_rate_too_high" if other < rate else "learning_rate_too_low"
    first, *rest = judged.findings
    findings = (_because(first, code, f"{name} learned at {other:g}, this one did not at {rate:g}"), *rest)
    return replace(judged, findings=findings, suggestions=suggest(judged.run, findings))


def _because(finding: Finding, code: str, why: str) -> Finding:
    """With this cause before all others."""
    likelihood = max([LIKELY, *(cause.likelihood for cause in finding.causes if cause.code == code)])
    others = (cause for cause in finding.causes if cause.code != code)
    return replace(finding, causes=(Cause(code, likelihood, why), *others))

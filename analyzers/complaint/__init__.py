"""What the words around a log complain of, where its curve neither shows it for certain nor speaks against it.

A person who writes "my loss does not go down" above twenty noisy records knows more than those records tell: the rules,
which have to be right about logs that nobody complains of, stay silent there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from analyzers.complaint.agreement import agrees, constant, is_null, shown
from analyzers.diagnosis import EXPLAINS, Diagnosis, Mention, RunDiagnosis
from analyzers.remedies import suggest
from analyzers.rule import Cause, Finding, number
from analyzers.rules import BY_ID
from analyzers.run import Run
from analyzers.symptoms import mentions

TRUST = 0.8  # share of a mention's likelihood that is left as confidence: what people see is not always what is
LIKELY = 0.5  # likelihood of a mention below which it is not told
BEGINS = 3  # the latest epoch in which an excerpt begins that shows how a training started

_PRINTED = re.compile(
    r"[:=|]\s*[-+]?(?:\d|nan\b|inf\b)|did not improve|%\||\d/\d|^\W*(?:warning|info|error)\W", re.IGNORECASE
)
_WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+[ '’`´]+[^\W\d_]|[\u2e80-\uffff]{2}")
_ASKED = re.compile(r"\?\s*$|^\W*(?:why|how|what|my|i)\b|[，。？！]", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?:```|~~~)")


def heard(judged: Diagnosis, text: str) -> Diagnosis:
    """A diagnosis in which nothing is wrong, with what its text complains of where the curve agrees; else unchanged."""
    with np.errstate(all="ignore"):  # what overflows is a result
        return next(_told(judged, _prose(text)), judged)


def _told(judged: Diagnosis, prose: str) -> Iterator[Diagnosis]:
    """With each complaint that a run agrees with, the likeliest first."""
    for mention in mentions(prose, beside_log=True):
        for place, each in enumerate(judged.runs):
            if mention.likelihood >= LIKELY and agrees(each.run, mention.code):
                code = _named(each.run, mention.code)
                told = _with(each, code, mention)
                runs = (*judged.runs[:place], told, *judged.runs[place + 1 :])
                yield replace(judged, verdict=told.verdict, headline=told.headline, primary=(place, code), runs=runs)


def _prose(text: str) -> str:
    """The text with empty lines in place of what programs print and of fenced blocks."""
    lines, fenced = [], False
    for line in text.splitlines():
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        said = _ASKED.search(line) or not _PRINTED.search(line)
        lines.append(line if said and not fence and not fenced and _WORDS.search(line) else "")
    return "\n".join(lines)


def _named(run: Run, code: str) -> str:
    """What people call stuck: a loss of 0, the same in every digit, late on a plateau, or at chance."""
    series = shown(run)
    if code != "stuck_at_chance" or not series:
        return code
    if is_null(run):
        return "implausible_loss"
    if constant(run):
        return "frozen_metrics"
    return "late_plateau" if series[0].steps[0] > BEGINS and series[0].unit == "epoch" else code


def _course(judged: RunDiagnosis, code: str) -> str:
    """What the records say of it."""
    if code == "frozen_metrics" and (same := constant(judged.run)):
        return f"{same[0].name_in_log} is {same[0].values[0]:.4g} in all {len(same[0])} records."
    return judged.headline.split(": ", 1)[-1]


def _with(judged: RunDiagnosis, code: str, mention: Mention) -> RunDiagnosis:
    """The run with what its asker saw as its first finding: one that was only for information, or one more."""
    known = next((each for each in judged.findings if each.code == code), None)
    finding = _confirmed(known, mention) if known else _believed(judged, code, mention)
    beside = (each for each in judged.findings if each.code not in (code, *EXPLAINS.get(code, ())))
    findings = (finding, *beside)
    return replace(
        judged,
        verdict="warning",
        headline=finding.headline,
        findings=findings,
        suggestions=suggest(judged.run, findings),
    )


def _confirmed(known: Finding, mention: Mention) -> Finding:
    """What the curve shows as well: then it matters."""
    said = f"You write {mention.quote.strip('# ')!r}; so does the curve. {known.explanation}"
    return replace(known, severity="warning", explanation=said)


def _believed(judged: RunDiagnosis, code: str, mention: Mention) -> Finding:
    return Finding(
        code=code,
        severity="warning",
        confidence=round(TRUST * mention.likelihood, 2),
        headline=f"{code.replace('_', ' ').capitalize()}, as you describe it, and the curve does not speak against it: "
        + _course(judged, code),
        explanation=f"You write {mention.quote.strip('# ')!r}; the records alone would not show it. "
        f"{BY_ID[code].doc.splitlines()[0]}",
        evidence={"records": number(max(map(len, judged.run.series.values())), "records")},
        causes=_LIKELY.get(code, ()),
    )


_LIKELY: Mapping[str, tuple[Cause, ...]] = {
    "stuck_at_chance": (  # the advice in 15 of 22 threads; a higher rate is in 7
        Cause("learning_rate_too_high", 0.5, "most who are stuck get on at a lower rate"),
    ),
    "implausible_loss": (  # the advice in 10 of 11 threads
        Cause("no_parameter_update", 0.9, "a loss over no labels, or one that is NaN, is printed as 0"),
    ),
}
"""What most often lies behind it when nothing else is known, by the answers that public threads settled on."""

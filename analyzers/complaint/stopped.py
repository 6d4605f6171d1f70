"""What a program said when it stopped over a loss that is no number, where no record shows that loss.

Most training loops look at the loss before they print it: the log ends with finite numbers and a message.
"""

import re
from dataclasses import replace

from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.remedies import suggest
from analyzers.rule import Finding
from analyzers.rules.non_finite_loss import CODE, causes
from analyzers.signals.roles import roles

LONGEST = 160  # characters of a message that are quoted

_MAY_BE = ("nan", "NaN", "infinite", "Invalid loss")
_STOPPED = re.compile(
    r"\bloss (?:is|was|=|:) ?[-+]?(?:nan|inf)\w*\W{1,3}(?:\w+ ){0,2}(?:stop|exit|abort|terminat|quit|end)"  # DETR
    r"|\bdiverged with loss = nan"  # TensorFlow's estimators
    r"|\bloss became infinite or nan"  # Detectron2
    r"|\bnan loss during training"
    r"|\binvalid loss, terminating training"  # Keras' TerminateOnNaN
    r"|\breturned nan values in its \d"  # PyTorch's anomaly detection
    r"|\bnan in summary histogram"
    r"|(?:error|exception)[:(].*\bloss\b.*\b(?:nan|infinite)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:raise|assert|def|if|warn) |print\(|log(?:ger|ging)?\.|[({]['\"]|\bformat\(|%[sd]")


def told(judged: Diagnosis, text: str) -> Diagnosis:
    """A diagnosis with that as the first finding of its last run; unchanged where nothing says so, or records do."""
    if not judged.runs or not any(sign in text for sign in _MAY_BE) or any(map(_shows, judged.runs)):
        return judged
    lines = (_line(text, found.start()) for found in _STOPPED.finditer(text))
    said = next((line for line in lines if not _CODE.search(line)), "")
    if not said:
        return judged
    *others, last = judged.runs
    lost = _lost(last, said[:LONGEST])
    return replace(
        judged,
        verdict=lost.verdict,
        headline=lost.headline,
        primary=(len(others), CODE),
        runs=(*others, lost),
    )


def _line(text: str, place: int) -> str:
    """The line that a character is in, without the marks of mails and of Markdown."""
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)].strip(" #>*`\r")


def _shows(judged: RunDiagnosis) -> bool:
    return any(finding.code == CODE for finding in judged.findings)


def _lost(judged: RunDiagnosis, said: str) -> RunDiagnosis:
    run, loss = judged.run, roles(judged.run).loss
    finding = Finding(
        code=CODE,
        severity="critical",
        confidence=0.95,
        headline=f"The program stopped over a loss that is no number: {said!r}.",
        explanation="The records end before it: such loops look at a loss before they print it.",
        causes=causes(run, run[loss].finite if loss else run[next(iter(run.series))].values[:0]),
    )
    findings = (finding, *judged.findings)
    return replace(
        judged,
        verdict="critical",
        headline=finding.headline,
        findings=findings,
        suggestions=suggest(run, findings),
    )

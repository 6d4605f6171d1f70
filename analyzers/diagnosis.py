"""Puts rules and remedies together: what a run shows, ranked, and what to change."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

import numpy as np

from analyzers import remedies
from analyzers.allowance import UNLIMITED, Allowance
from analyzers.frozen import frozen
from analyzers.reader import Reading
from analyzers.remedy import Suggestion
from analyzers.rule import SEVERITIES, Finding
from analyzers.rules import BY_ID, RULES
from analyzers.run import Run
from analyzers.signals.games import reward, standing
from analyzers.signals.range_test import range_test
from analyzers.signals.roles import lacks, roles
from analyzers.signals.shape import shape

Verdict = Literal["healthy", "warning", "critical", "unknown"]


@frozen()
class Skipped:
    """A finding that was not looked for. needs: the series it lacked."""

    code: str
    needs: tuple[str, ...]


@frozen()
class RunDiagnosis:
    """The verdict on one run. findings: the most important first · checked: codes of the rules that had what they need

    (one whose finding would follow from another one that was found may not have looked).
    """

    run: Run
    verdict: Verdict
    headline: str
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...]
    checked: tuple[str, ...]
    skipped: tuple[Skipped, ...]


@frozen()
class Mention:
    """A finding that the words of a text without a curve point to: a possibility, not a measurement."""

    code: str
    likelihood: float
    quote: str
    line: int
    post: str  # what to post so that it can be judged


@frozen()
class Diagnosis:
    """The verdict on an upload.

    primary: (index of the run, code of its first finding), None when healthy; the index is None for a finding that is
             only mentioned, in a text without a curve
    config:  findings on the config or the code that came along, before any training
    """

    verdict: Verdict
    headline: str
    primary: tuple[int | None, str] | None
    runs: tuple[RunDiagnosis, ...]
    reading: Reading
    mentioned: tuple[Mention, ...] = ()
    config: tuple[Finding, ...] = ()


EXPLAINS: Mapping[str, frozenset[str]] = {
    cause: frozenset(effects.split())
    for cause, effects in {
        "non_finite_loss": "oscillating slow_convergence underfitting unstable_validation initial_plateau late_plateau "
        "noisy_loss still_improving overfitting loss_spikes",
        "diverging": "oscillating loss_spikes overfitting slow_convergence underfitting unstable_validation "
        "initial_plateau late_plateau noisy_loss still_improving",
        "implausible_loss": "slow_convergence underfitting late_plateau noisy_loss still_improving initial_plateau",
        "collapsed": "diverging stuck_at_chance majority_class frozen_metrics loss_spikes overfitting underfitting "
        "unstable_validation late_plateau noisy_loss",
        "stuck_at_chance": "majority_class frozen_metrics slow_convergence underfitting late_plateau noisy_loss "
        "initial_plateau still_improving oscillating overfitting loss_spikes unstable_validation",
        "majority_class": "frozen_metrics slow_convergence underfitting late_plateau noisy_loss still_improving "
        "initial_plateau overfitting",
        "frozen_metrics": "underfitting late_plateau noisy_loss",
        "overfitting": "still_improving underfitting",
        "oscillating": "noisy_loss late_plateau",
        "slow_convergence": "still_improving late_plateau underfitting",
        "underfitting": "still_improving",
        "initial_plateau": "slow_convergence",
        "still_improving": "late_plateau",
    }.items()
}
"""Findings that follow from another one and are therefore not told beside it."""

_NEEDLESS = {
    cause: frozenset(effect for effect in effects if EXPLAINS.get(effect, frozenset()) <= effects)
    for cause, effects in EXPLAINS.items()
}
"""Findings that need not be looked for beside one: it explains them, and all that they would explain."""

GUESS = 0.5  # confidence up to which a finding explains no other one
LOW = 0.1  # loss from which on a run that stands still is called healthy
HEALTHY = "Healthy: "
UNCERTAIN = "Nothing is wrong for certain"
TOO_FEW = 3  # records below which a curve without a finding is not called healthy

_ORDER = {rule.id: place for place, rule in enumerate(RULES)}


def diagnose(reading: Reading, mentioned: tuple[Mention, ...] = (), allowance: Allowance = UNLIMITED) -> Diagnosis:
    """Judges every run of an upload. mentioned: what the words of a text without a curve point to."""
    runs = tuple([judge(run) for run in allowance.paced(reading.runs)])
    primary = _primary(runs)
    return Diagnosis(_worst(runs), _headline(runs, primary), primary, runs, reading, mentioned)


def judge(run: Run) -> RunDiagnosis:
    """Applies every rule to one run, leaves out what another finding explains, and asks the remedies."""
    with np.errstate(all="ignore"):  # a diverged run overflows the measurements too: that is a result, not an error
        return _judge(run)


def _judge(run: Run) -> RunDiagnosis:
    checked, skipped = _looked_for(tuple(run.series), roles(run).met)
    found = ranked(_found(run, checked))
    findings = tuple(finding for finding in found if not _is_explained(finding, found))
    reason = _range_test(run)
    if reason is not None:
        findings = ()
    if all(finding.severity == "info" for finding in findings):
        reason = reason or _cannot_judge(run)
    verdict = _verdict(findings, unknown=reason is not None)
    return RunDiagnosis(
        run=run,
        verdict=verdict,
        headline=_run_headline(run, verdict, findings, reason),
        findings=findings,
        suggestions=remedies.suggest(run, findings),
        checked=checked,
        skipped=skipped,
    )


@lru_cache(32)  # runs of one origin have the same curves
def _looked_for(series: tuple[str, ...], met: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """The rules that can look at a run of these series, and the others. met: see `Roles`"""
    lacking = {rule.id: lacks(rule.needs, series, met) for rule in RULES}
    checked = tuple([code for code, needs in lacking.items() if not needs])
    return checked, tuple([Skipped(code, needs) for code, needs in lacking.items() if needs])


def _found(run: Run, codes: tuple[str, ...]) -> Iterator[Finding]:
    """What the rules of these codes find, but for rules whose finding would only be left out again."""
    needless: set[str] = set()
    for code in codes:
        for finding in BY_ID[code].look(run) if code not in needless else ():
            if finding.confidence > GUESS:
                needless |= _NEEDLESS.get(code, frozenset())
            yield finding


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The severest first; of equal severity in the order of `RULES`."""
    return tuple(sorted(findings, key=_importance))


def _importance(finding: Finding) -> tuple[int, int, float]:
    return -SEVERITIES.index(finding.severity), _ORDER[finding.code], -finding.confidence


def _is_explained(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(finding.code in EXPLAINS.get(other.code, ()) for other in others if other.confidence > GUESS)


def _verdict(findings: tuple[Finding, ...], unknown: bool) -> Verdict:
    severities = {finding.severity for finding in findings}
    if "critical" in severities:
        return "critical"
    if "warning" in severities:
        return "warning"
    return "unknown" if unknown else "healthy"


def _range_test(run: Run) -> str | None:
    """What a range test of the learning rate tells: its loss explodes at the end because it is made to."""
    tested = range_test(run)
    if tested is None:
        return None
    return (
        f"The learning rate grew from {tested.first:.3g} to {tested.last:.3g}, a range test that no training is to be "
        f"judged by; its loss was least at {tested.best:.3g}, so start from {tested.suggested:.2g}"
    )


def _cannot_judge(run: Run) -> str | None:
    """Why a run without a finding is not called healthy; None where it can be."""
    parts, score = roles(run), reward(run)
    keys = [key for key in (*parts.losses, parts.accuracy, parts.val_accuracy, *parts.qualities, score) if key]
    if not keys:
        return "There is no loss and no accuracy among what was read, so nothing here can be judged"
    records = max(len(run[key]) for key in keys)
    if records < TOO_FEW:
        return f"{records} record{'s are' if records > 1 else ' is'} too few to judge a curve by"
    if parts.adversarial:
        game = "the losses of a GAN" if parts.task == "gan" else "the losses of reinforcement learning"
        told = f"{each} " if (each := standing(run)) else ""
        return f"{told}Nothing broke, but {game} need not fall when all is well, so they do not tell more"
    return None


def _run_headline(run: Run, verdict: Verdict, findings: tuple[Finding, ...], reason: str | None) -> str:
    if verdict in ("critical", "warning"):
        return findings[0].headline
    if reason is not None:
        return f"{reason}."
    notes = f" {findings[0].headline}" if findings else ""
    return f"{HEALTHY if _got_on(run) else f'{UNCERTAIN}: '}{_course(run)}.{notes}"


def _got_on(run: Run) -> bool:
    """Whether the loss ended below its start, or is so small that there was nowhere to go."""
    key = roles(run).loss
    found = shape(run[key]) if key else None
    return found is None or found.end <= found.start or found.begin > 0 or abs(found.end) < LOW


def _course(run: Run) -> str:
    """From where to where its main curve went; one that has a curve goes before one that was recorded once or twice."""
    parts = roles(run)
    keys = [key for key in (parts.loss, parts.val_loss, parts.accuracy, parts.val_accuracy, *parts.qualities) if key]
    key = next((key for key in keys if len(run[key]) >= TOO_FEW), keys[0])
    series, finite = run[key], run[key].finite
    if not len(finite):
        return f"{series.name_in_log or key} has no finite value"
    return f"{series.name_in_log or key} went from {finite[0]:.4g} to {finite[-1]:.4g} in {len(series)} records"


def _worst(runs: tuple[RunDiagnosis, ...]) -> Verdict:
    verdicts = {run.verdict for run in runs}
    order: tuple[Verdict, ...] = ("critical", "warning", "healthy")
    return next((verdict for verdict in order if verdict in verdicts), "unknown")


def _primary(runs: tuple[RunDiagnosis, ...]) -> tuple[int, str] | None:
    firsts = [(_importance(run.findings[0]), place) for place, run in enumerate(runs) if run.findings]
    if not firsts:
        return None
    place = min(firsts)[1]
    return place, runs[place].findings[0].code


def _headline(runs: tuple[RunDiagnosis, ...], primary: tuple[int, str] | None) -> str:
    if not runs:
        return "There is no curve in this text, so nothing can be judged."
    place = primary[0] if primary else 0
    if len(runs) == 1:
        return runs[0].headline
    return f"Of {len(runs)} runs, {runs[place].run.name}: {runs[place].headline.removeprefix(HEALTHY)}"

"""Which remedies are worth a trial: those that answer the findings, each with its patch for this very spec."""

from collections.abc import Mapping, Sequence

from analyzers.experiments.change import Candidate, Known
from analyzers.experiments.changes import CHANGES
from analyzers.remedies import REMEDIES, worths
from analyzers.rule import Finding
from analyzers.spec import plain

AT_MOST = 8
LEAST_WORTH = 0.2
ALWAYS = {"lower_learning_rate": 0.3, "raise_learning_rate": 0.3, "use_adam": 0.25, "decay_learning_rate": 0.25}
"""Worth a trial whatever was found: the rate is what matters most, and its values come from what was measured."""

WORTH_SHORTENING = ("initial_plateau", "slow_convergence")  # no faults, but time that can be saved


def candidates(known: Known, checks: tuple[Finding, ...]) -> tuple[Candidate, ...]:
    """The most promising first; none where nothing is wrong. checks: findings before any training."""
    found = (*checks, *known.replay.diagnosis.findings)
    wrong = [finding for finding in found if finding.severity != "info" or finding.code in WORTH_SHORTENING]
    if not wrong:
        return ()
    told = list(map(worths, found))
    worth = {remedy.action: _worth(remedy.action, told) for remedy in REMEDIES if remedy.action in CHANGES}
    ranked = sorted((action for action in worth if worth[action] >= LEAST_WORTH), key=lambda action: -worth[action])
    document = plain(known.prepared.spec)
    patches = ((action, CHANGES[action](document, known)) for action in ranked)
    return tuple((action, patch) for action, patch in patches if patch)[:AT_MOST]


def _worth(action: str, told: Sequence[Mapping[str, float]]) -> float:
    return max(ALWAYS.get(action, 0.0), *(each.get(action, 0.0) for each in told))

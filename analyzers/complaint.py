"""What the words around a log complain of, where its curve neither shows it for certain nor speaks against it.

A person who writes "my loss does not go down" above twenty noisy records knows more than those records tell: the rules,
which have to be right about logs that nobody complains of, stay silent there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from analyzers.diagnosis import Diagnosis, Mention, RunDiagnosis
from analyzers.remedies import suggest
from analyzers.rule import Cause, Finding, number
from analyzers.rules import BY_ID
from analyzers.run import Run, Series
from analyzers.signals.games import reward
from analyzers.signals.roles import in_shares, roles
from analyzers.signals.shape import Shape, shape
from analyzers.signals.summary import is_constant
from analyzers.symptoms import mentions

TRUST = 0.8  # share of a mention's likelihood that is left as confidence: what people see is not always what is
LIKELY = 0.5  # likelihood of a mention below which it is not told
GAINED = 0.2  # share of its starting level that a loss may have lost and still be said not to fall
KNOWS = 0.6  # accuracy from which on it is not one of guessing
LEARNED = 0.1  # the same for an accuracy, in shares of 1
SHAKES = 0.03  # noise, as a share of the level, from which on a loss may be said to jump
APART = 1.05  # times its lowest level that a validation loss has to end at to be said to rise
NOTHING = 1e-12  # absolute value below which a loss is 0, but for rounding
STEEP = 10.0  # times its least value that a gradient's norm has to reach to be said to explode
BEGINS = 3  # the latest epoch in which an excerpt begins that shows how a training started
HIGH = 1.5  # times its lowest value so far that a loss has to reach to be said to jump up
RISEN = 1.1  # the same for a training loss

_PRINTED = re.compile(r"[:=|]\s*[-+]?(?:\d|nan\b|inf\b)|did not improve|%\||\d/\d", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2,}[ '’]+[^\W\d_]|[\u2e80-\uffff]{2}")
_ASKED = re.compile(r"\?\s*$|^\W*(?:why|how|what|my|i)\b", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?:```|~~~)")


def heard(judged: Diagnosis, text: str) -> Diagnosis:
    """A diagnosis in which nothing is wrong, with what its text complains of where the curve agrees; else unchanged."""
    for mention in mentions(_prose(text), beside_log=True):
        for place, each in enumerate(judged.runs):
            if mention.likelihood >= LIKELY and _agrees(each.run, mention.code):
                code = _named(each.run, mention.code)
                told = _with(each, code, mention)
                runs = (*judged.runs[:place], told, *judged.runs[place + 1 :])
                return replace(judged, verdict=told.verdict, headline=told.headline, primary=(place, code), runs=runs)
    return judged


def _prose(text: str) -> str:
    """The text with empty lines in place of what programs print and of fenced blocks."""
    lines, fenced = [], False
    for line in text.splitlines():
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        said = not fence and not fenced and _WORDS.search(line) and (_ASKED.search(line) or not _PRINTED.search(line))
        lines.append(line if said else "")
    return "\n".join(lines)


def _named(run: Run, code: str) -> str:
    """What people call stuck: a loss of 0, the same in every digit, late on a plateau, or at chance."""
    shown = _shown(run)
    if code != "stuck_at_chance" or not shown:
        return code
    if _null(run):
        return "implausible_loss"
    if _constant(run):
        return "frozen_metrics"
    return "late_plateau" if shown[0].steps[0] > BEGINS and shown[0].unit == "epoch" else code


def _shown(run: Run) -> list[Series]:
    """What the run is judged by, the loss first."""
    parts = roles(run)
    return [run[key] for key in (parts.loss, parts.val_loss, parts.accuracy, parts.val_accuracy) if key]


def _constant(run: Run) -> list[Series]:
    return [series for series in _shown(run) if len(series) > 2 and is_constant(series.values)]


def _course(judged: RunDiagnosis, code: str) -> str:
    """What the records say of it."""
    if code == "frozen_metrics" and (same := _constant(judged.run)):
        return f"{same[0].name_in_log} is {same[0].values[0]:.4g} in all {len(same[0])} records."
    return judged.headline.split(": ", 1)[-1]


def _with(judged: RunDiagnosis, code: str, mention: Mention) -> RunDiagnosis:
    """The run with a finding more, the first one, that its asker saw."""
    finding = Finding(
        code=code,
        severity="warning",
        confidence=round(TRUST * mention.likelihood, 2),
        headline=f"You describe {code.replace('_', ' ')}, and the curve does not speak against it: "
        + _course(judged, code),
        explanation=f"Your words: {mention.quote.strip('# ')!r}. From the records alone no rule would tell it. "
        f"{BY_ID[code].doc.splitlines()[0]}",
        evidence={"records": number(max(map(len, judged.run.series.values())), "records")},
        causes=_LIKELY.get(code, ()),
    )
    findings = (finding, *judged.findings)
    return replace(
        judged,
        verdict="warning",
        headline=finding.headline,
        findings=findings,
        suggestions=suggest(judged.run, findings),
    )


def _agrees(run: Run, code: str) -> bool:
    """Whether the curves of a run may be described so."""
    if roles(run).adversarial:
        return code in _OF_GAMES and _OF_GAMES[code](run)
    return code in _TESTS and _TESTS[code](run)


def _stands(run: Run) -> bool:
    """Neither the loss nor an accuracy got far."""
    parts = roles(run)
    loss = _shape(run, parts.loss)
    known = [each for each in (parts.accuracy, parts.val_accuracy) if each]
    if any((found := shape(in_shares(run[key]))) and found.end - found.start > LEARNED for key in known):
        return False
    return bool(known) if loss is None else loss.start - loss.end <= GAINED * abs(loss.start)


def _guesses(run: Run) -> bool:
    """It did not get far, and no accuracy is above that of guessing between two classes."""
    parts = roles(run)
    known = [each for each in (parts.accuracy, parts.val_accuracy) if each]
    return _stands(run) and not any((found := shape(in_shares(run[key]))) and found.end > KNOWS for key in known)


def _gap(run: Run) -> bool:
    """Validation got worse again, or stays behind training."""
    parts = roles(run)
    loss, val = _shape(run, parts.loss), _shape(run, parts.val_loss)
    share, val_share = (shape(in_shares(run[key])) if key else None for key in (parts.accuracy, parts.val_accuracy))
    behind = share is not None and val_share is not None and share.end - val_share.end > LEARNED
    return behind or (val is not None and val.end > APART * val.low and (loss is None or loss.end < loss.start))


def _shakes(run: Run) -> bool:
    parts = roles(run)
    found = [each for key in (parts.loss, parts.val_loss) if (each := _shape(run, key))]
    return any(each.noise > SHAKES * each.level for each in found)


def _lost(run: Run) -> bool:
    return any(len(run[key].finite) < len(run[key]) for key in roles(run).losses)


def _steep(run: Run) -> bool:
    norms = [run[key].finite for key in run.series if key.endswith("gradient_norm")]
    return any(len(each) > 1 and each.max() > STEEP * each.min() for each in norms)


def _earns_nothing(run: Run) -> bool:
    """A reward that did not rise."""
    found = _shape(run, reward(run))
    return found is not None and found.end <= found.start + found.doubt


def _null(run: Run) -> bool:
    """A loss that is 0 in most of its records."""
    return any(np.count_nonzero(np.abs(run[key].values) < NOTHING) > len(run[key]) / 2 for key in roles(run).losses)


def _rises(run: Run) -> bool:
    return _has_risen(run, roles(run).loss)


def _some_rise(run: Run) -> bool:
    """One of the losses of a game."""
    return any(_has_risen(run, key) for key in roles(run).losses)


def _has_risen(run: Run, key: str | None) -> bool:
    loss = _shape(run, key)
    return loss is not None and loss.end > RISEN * loss.low


def _jumps(run: Run) -> bool:
    parts = roles(run)
    known = [run[key].finite for key in (parts.loss, parts.val_loss) if key and len(run[key].finite)]
    return any((each[1:] > HIGH * np.minimum.accumulate(each)[:-1]).any() for each in known)


def _shape(run: Run, key: str | None) -> Shape | None:
    return shape(run[key]) if key else None


_LIKELY: Mapping[str, tuple[Cause, ...]] = {
    "stuck_at_chance": (  # the advice in 15 of 22 threads; a higher rate is in 7
        Cause("learning_rate_too_high", 0.5, "most who are stuck get on at a lower rate"),
    ),
    "implausible_loss": (  # the advice in 10 of 11 threads
        Cause("no_parameter_update", 0.9, "a loss over no labels, or one that is NaN, is printed as 0"),
    ),
}
"""What most often lies behind it when nothing else is known, by the answers that public threads settled on."""

_OF_GAMES: Mapping[str, Callable[[Run], bool]] = {
    "stuck_at_chance": _earns_nothing,
    "slow_convergence": _earns_nothing,
    "frozen_metrics": _earns_nothing,
    "non_finite_loss": _lost,
    "diverging": _some_rise,
}
_TESTS: Mapping[str, Callable[[Run], bool]] = {
    "stuck_at_chance": _guesses,
    "slow_convergence": _stands,
    "late_plateau": _stands,
    "majority_class": _stands,
    "frozen_metrics": _stands,
    "underfitting": _stands,
    "overfitting": _gap,
    "noisy_loss": _shakes,
    "oscillating": _shakes,
    "loss_spikes": _jumps,
    "unstable_validation": _shakes,
    "diverging": _rises,
    "implausible_loss": _null,
    "non_finite_loss": _lost,
    "exploding_gradients": _steep,
}

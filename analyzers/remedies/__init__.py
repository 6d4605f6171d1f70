"""The catalogue of remedies: one action a file, listed here; and which of them answer what a run shows."""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from analyzers.remedies import (
    add_normalization,
    add_regularization,
    change_activation,
    change_initialization,
    check_training_loop,
    clip_gradients,
    decay_learning_rate,
    enlarge_model,
    fix_output_layer,
    larger_batch,
    lower_learning_rate,
    raise_learning_rate,
    reweight_classes,
    scale_inputs,
    stop_earlier,
    train_longer,
    use_adam,
    warm_up_learning_rate,
)
from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.roles import roles
from analyzers.suggested_rates import informed

REMEDIES: tuple[Remedy, ...] = (
    lower_learning_rate.REMEDY,
    raise_learning_rate.REMEDY,
    use_adam.REMEDY,
    decay_learning_rate.REMEDY,
    warm_up_learning_rate.REMEDY,
    clip_gradients.REMEDY,
    scale_inputs.REMEDY,
    change_activation.REMEDY,
    change_initialization.REMEDY,
    add_normalization.REMEDY,
    train_longer.REMEDY,
    stop_earlier.REMEDY,
    add_regularization.REMEDY,
    enlarge_model.REMEDY,
    larger_batch.REMEDY,
    reweight_classes.REMEDY,
    fix_output_layer.REMEDY,
    check_training_loop.REMEDY,
)

Offer = tuple[float, Suggestion]
"""A suggestion with what it is worth for one finding."""

AT_MOST = 5  # suggestions a run: more than a person tries
AT_MOST_FOR_INFO = 2  # and for a run in which nothing is wrong
LEAST = 0.2  # worth up to which a remedy is not mentioned
NOTICEABLE = 0.3  # the same for a run in which nothing is wrong, and for what is told beside a fault
FAINT = 0.1  # worth below which it adds nothing to what other findings lead to
LATER = 0.6  # what each finding counts, in units of the one before it: the list is ordered by importance
MORE = 0.1  # share of the further findings' worth that a remedy gains for answering several
SEVERITY = {"critical": 1.0, "warning": 1.0, "info": 0.7}
CONTRARY = (
    {"lower_learning_rate", "raise_learning_rate"},
    {"decay_learning_rate", "raise_learning_rate"},
    {"train_longer", "stop_earlier"},
    {"add_regularization", "enlarge_model"},
)
"""Pairs that pull in opposite directions: the one that is worth more is suggested alone."""

_OPPOSITE = {
    each: frozenset().union(*[pair - {each} for pair in CONTRARY if each in pair]) for each in set().union(*CONTRARY)
}

_PLACES = {remedy.action: place for place, remedy in enumerate(REMEDIES)}

_ANSWERS: Mapping[str, Mapping[str, float]] = {
    code: {remedy.action: remedy.addresses[code] for remedy in REMEDIES if code in remedy.addresses}
    for code in {code for remedy in REMEDIES for code in remedy.addresses}
}
"""For each finding and each cause the actions that answer it, and how directly."""

SETTLED = frozenset(
    {"change_initialization", "change_activation", "add_normalization", "enlarge_model"}
    | {"fix_output_layer", "scale_inputs", "use_adam"}
)
"""What is no answer where a network that came with its layers and inputs is tuned further, by AdamW as a rule."""

BUILT_IN = SETTLED - {"use_adam"}
"""What is none for a detector of objects, which comes out of a library as it is."""


def suggest(run: Run, findings: tuple[Finding, ...]) -> tuple[Suggestion, ...]:
    """What to change, the most promising first; findings: the most important first. Each action appears once."""
    offers: dict[str, list[Offer]] = {}
    for weight, offer in _offers(run, findings):
        offers.setdefault(offer.action, []).append((weight, offer))
    worth = {action: _worth(same) for action, same in offers.items()}
    wrong = any(finding.severity != "info" for finding in findings)
    ranked = sorted(worth, key=worth.__getitem__, reverse=True)
    actions = _agreeing(action for action in ranked if worth[action] > (LEAST if wrong else NOTICEABLE))
    return tuple(_merged(worth[action], offers[action]) for action in actions[: AT_MOST if wrong else AT_MOST_FOR_INFO])


def _offers(run: Run, findings: tuple[Finding, ...]) -> Iterator[Offer]:
    known, task = setup(run), roles(run).task
    settled = SETTLED if known.tunes else BUILT_IN if known.detects else frozenset()
    for place, found_so in enumerate(findings):
        finding = informed(found_so, known)
        share = SEVERITY[finding.severity] * LATER**place
        worth, least = worths(finding), NOTICEABLE if finding.severity == "info" else FAINT
        for action in sorted(worth, key=_PLACES.__getitem__):
            remedy, weight = REMEDIES[_PLACES[action]], share * worth[action]
            if weight > FAINT and task not in remedy.not_for and action not in settled:
                found = remedy.suggest(run, finding)
                if found is not None and weight * found.weight > least:
                    yield weight * found.weight, found


def worths(finding: Finding) -> dict[str, float]:
    """The actions that answer a finding, and how directly, by itself or through a likely cause, 0…1."""
    found = dict(_ANSWERS.get(finding.code, {}))
    for cause in finding.causes:
        for action, directness in _ANSWERS.get(cause.code, {}).items():
            if directness * cause.likelihood > found.get(action, 0.0):
                found[action] = directness * cause.likelihood
    return found


def _worth(same: list[Offer]) -> float:
    """What one action is worth that several findings led to."""
    if len(same) == 1:
        return min(1.0, same[0][0])
    best, *others = sorted([weight for weight, _ in same], reverse=True)
    return min(1.0, best + MORE * sum(others))


def _merged(worth: float, same: list[Offer]) -> Suggestion:
    """One suggestion out of those that several findings led to: the worthiest speaks for all."""
    ranked = sorted(same, key=itemgetter(0), reverse=True)
    best = ranked[0][1]
    addresses = best.addresses
    if len(ranked) > 1:
        addresses = tuple(dict.fromkeys([code for _, offer in ranked for code in offer.addresses]))
    return Suggestion(best.action, best.headline, best.why, worth, addresses, best.patch, best.code)


def _agreeing(ranked: Iterable[str]) -> list[str]:
    """The actions of which none pulls in the opposite direction of one that is worth more."""
    taken: list[str] = []
    for action in ranked:
        if _OPPOSITE.get(action, frozenset()).isdisjoint(taken):
            taken.append(action)
    return taken

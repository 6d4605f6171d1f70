"""The catalogue of remedies: one action a file, listed here; and which of them answer what a run shows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

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
from analyzers.signals.roles import roles

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

AT_MOST = 5  # suggestions a run: more than a person tries
AT_MOST_FOR_INFO = 2  # and for a run in which nothing is wrong
LEAST = 0.2  # worth below which a remedy is not mentioned
NOTICEABLE = 0.3  # the same for a run in which nothing is wrong
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


def suggest(run: Run, findings: tuple[Finding, ...]) -> tuple[Suggestion, ...]:
    """What to change, the most promising first; findings: the most important first. Each action appears once."""
    offers: dict[str, list[Suggestion]] = {}
    for offer in _offers(run, findings):
        offers.setdefault(offer.action, []).append(offer)
    ranked = sorted((_merged(same) for same in offers.values()), key=lambda each: -each.weight)
    wrong = any(finding.severity != "info" for finding in findings)
    worth = [each for each in ranked if each.weight >= (LEAST if wrong else NOTICEABLE)]
    return tuple(_agreeing(worth))[: AT_MOST if wrong else AT_MOST_FOR_INFO]


def _offers(run: Run, findings: tuple[Finding, ...]) -> Iterator[Suggestion]:
    task = roles(run).task
    for place, finding in enumerate(findings):
        share = SEVERITY[finding.severity] * LATER**place
        for remedy in REMEDIES:
            worth = share * remedy.worth(finding)
            found = remedy.suggest(run, finding) if worth > 0.1 and task not in remedy.not_for else None
            if found is not None:
                yield replace(found, weight=worth * found.weight)


def _merged(same: list[Suggestion]) -> Suggestion:
    """One suggestion out of those that several findings led to: the worthiest speaks for all."""
    if len(same) == 1:
        return same[0]
    best, *others = sorted(same, key=lambda each: -each.weight)
    addresses = tuple(dict.fromkeys(code for each in (best, *others) for code in each.addresses))
    return replace(best, weight=min(1.0, best.weight + MORE * sum(each.weight for each in others)), addresses=addresses)


def _agreeing(ranked: Iterable[Suggestion]) -> Iterator[Suggestion]:
    taken: set[str] = set()
    for each in ranked:
        if not any(each.action in pair and pair & taken for pair in CONTRARY):
            taken.add(each.action)
            yield each

"""What a config, or the code in a posted text, shows before any training: the checks on it, nothing is trained."""

from collections.abc import Mapping
from dataclasses import replace

from analyzers.check import Setting
from analyzers.checks import (
    check,
    incomplete_training_loop,
    output_loss_mismatch,
    undefined_logarithm,
    unscaled_inputs,
)
from analyzers.diagnosis import Diagnosis
from analyzers.errors import AnalyzerError
from analyzers.reader import Reading
from analyzers.remedies import suggest
from analyzers.rule import Finding
from analyzers.source import names
from analyzers.spec import Prepared, pasted, prepare, read
from analyzers.text import decode

MODEL = tuple(word.encode() for word in names.NETWORKS)
"""A text without any of it is not parsed."""

OF_CODE = (incomplete_training_loop.of, output_loss_mismatch.of, unscaled_inputs.of, undefined_logarithm.of)
"""The checks that need no network."""

WRITTEN = (b".backward(", b".log(", b".fit(", b"_with_logits")
"""What code has that trains."""

OF_PARTS = (
    "incomplete_training_loop",
    "undefined_logarithm",
    "unscaled_inputs",
    "output_loss_mismatch",
    "learning_rate_unusual",
)
"""What still holds of a network some of whose layers were not understood."""

SHOWN_BY: Mapping[str, frozenset[str]] = {
    "incomplete_training_loop": frozenset({"stuck_at_chance", "frozen_metrics"}),
    "undefined_logarithm": frozenset({"non_finite_loss"}),
    "unscaled_inputs": frozenset({"non_finite_loss", "diverging", "collapsed", "stuck_at_chance", "frozen_metrics"}),
}
"""What may do no harm, with the findings on a curve that show that it did."""

PROOF = "critical_learning_rate"
"""Evidence of a finding that says which rate would do, whatever else is wrong."""


def findings(text: bytes, config: str = "") -> tuple[Finding, ...]:
    """The findings on a config, or on the network that a text holds; none where neither describes one."""
    made = _prepared(config) if config.strip() else _of_text(text)
    code = decode(text[: pasted.MOST_CHARACTERS]) if max(map(text.find, WRITTEN)) >= 0 else ""
    return _checked(made, code) if made else tuple([each for of in OF_CODE for each in of(code)])


def beside(judged: Diagnosis, found: tuple[Finding, ...]) -> Diagnosis:
    """A diagnosis with findings on the config beside it; the verdict stays that of the curves.

    What is wrong there for certain is in its headline, and what mends it comes before what the curves suggest. So does
    what the curves show to have done harm, where they do not prove another change.
    """
    shown = {each.code for run in judged.runs for each in run.findings if PROOF not in each.evidence}
    wrong = tuple(each for each in found if each.severity == "critical" or shown & SHOWN_BY.get(each.code, set()))
    if not wrong:
        return replace(judged, config=found)
    runs = tuple(replace(each, suggestions=suggest(each.run, (*wrong, *each.findings))) for each in judged.runs)
    return replace(judged, config=found, runs=runs, headline=f"{judged.headline} The code shows: {wrong[0].headline}")


def described(text: bytes) -> Diagnosis | None:
    """The diagnosis of a network without a curve: unknown, but for its config; None where the text holds none."""
    made = _of_text(text)
    if made is None:
        return None
    optimizer = made.spec.training.optimizer
    headline = (
        f"There is no curve in this text, but a network of {len(made.spec.layers)} layers, trained by {optimizer.kind} "
        f"at {optimizer.learning_rate:g}. Post what its training prints, or let it be trained as an experiment."
    )
    notes = tuple(f"{note[:1].upper()}{note[1:]}." for note in made.spec.understood)
    reading = Reading("network without a log", (), text.count(b"\n") + 1, 0, notes)
    return Diagnosis("unknown", headline, None, (), reading)


def _checked(made: Prepared, code: str) -> tuple[Finding, ...]:
    try:
        found = check(Setting(made, own_data=not made.examples.stand_in, code=code))
    except AnalyzerError:
        return ()
    return tuple(each for each in found if not made.spec.not_understood or each.code in OF_PARTS)


def _of_text(text: bytes) -> Prepared | None:
    """The network of a posted text, which may be a config as a whole."""
    return _prepared(decode(text[: pasted.MOST_CHARACTERS])) if max(map(text.find, MODEL)) >= 0 else None


def _prepared(config: str) -> Prepared | None:
    """The network of a config in any form; None for settings alone."""
    try:
        return prepare(read({"model": {"source": config}}))
    except AnalyzerError:
        return None

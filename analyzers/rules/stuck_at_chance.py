"""The network never gets better than guessing.

What it means
    The loss lies at the entropy of the class shares (ln C for C balanced classes), or the accuracy at the share of one
    class (1/C). The output's bias has learned how frequent the classes are; nothing about the input reaches it.

What to look at
    The excess over chance: it is the jitter of the output's bias, and grows with the learning rate. An accuracy that is
    1/C to all printed digits tells the number of classes. A cost that is summed over ⌈m/b⌉ minibatches and divided by
    ⌊m/b⌋ reads high by exactly that ratio.

When to ignore
    In the first few per cent of a long training: some networks need a while to start (see initial_plateau).

References
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010;
    L. Lu et al., "Dying ReLU and Initialization", arXiv 1903.06733.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.rule import Cause, Evidence, Finding, Rule, number, stretch
from analyzers.run import Run
from analyzers.signals.chance import Chance
from analyzers.signals.guessing import Guess, guess
from analyzers.signals.roles import roles


@dataclass(frozen=True)
class Limits:
    records: int = 3  # records below which nothing can be called stuck


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    found = guess(run)
    if found is None or roles(run).adversarial or len(run[found.metric]) < limits.records:
        return
    yield _finding(run, found)


def _finding(run: Run, found: Guess) -> Finding:
    series = run[found.metric]
    return Finding(
        code="stuck_at_chance",
        severity="critical",
        confidence=found.confidence,
        headline=f"{_what(found)}: the network guesses.",
        explanation="Nothing about the input reaches the output; at most the output's bias is still being trained.",
        where=stretch(run, found.metric, min(1, len(series) - 1)),
        evidence=_evidence(found),
        causes=_causes(run),
    )


def _what(found: Guess) -> str:
    if found.chance is not None and found.loss is not None:
        chance = found.chance
        factor = f" × {chance.accounting:.5g}" if chance.accounting != 1 else ""
        text = f"The loss stays at {found.loss:.5g}, where {chance.name}{factor} = {chance.loss:.5g} is chance"
        return f"{text}, and the accuracy at {found.accuracy:.4g}" if found.accuracy is not None else text
    if found.accuracy is not None:
        return f"The accuracy stays at {found.accuracy:.4g}, the share of one of {found.classes} classes"
    return f"{found.metric} stays at {found.level:.5g}, no better than a constant answer"


def _evidence(found: Guess) -> dict[str, Evidence]:
    evidence = {"level": number(found.level)}
    if found.classes:
        evidence["classes"] = number(found.classes, "classes")
    if isinstance(found.chance, Chance) and found.loss is not None:
        evidence["chance_loss"] = number(found.chance.loss, "nat", found.chance.name)
        evidence["excess_over_chance"] = number(found.loss - found.chance.loss, "nat", "jitter of the output's bias")
        evidence["accounting_factor"] = number(found.chance.accounting, "ratio", "⌈m/b⌉ over ⌊m/b⌋")
    if found.accuracy is not None:
        evidence["accuracy"] = number(found.accuracy, "share")
    return evidence


def _causes(run: Run) -> tuple[Cause, ...]:
    rate, optimizer = run.known("learning_rate"), str(run.known("optimizer") or "").lower()
    usual = 0.01 if optimizer.startswith(("adam", "rmsprop", "nadam")) else 0.1
    known = isinstance(rate, int | float) and np.isfinite(rate)
    high = 0.9 if known and float(rate or 0) >= usual else 0.5 if not known else 0.3
    low = 0.6 if known and float(rate or 0) <= usual * 1e-4 else 0.1
    text = f"{rate:g} is high for {optimizer or 'this optimizer'}" if high == 0.9 else "a first long step kills units"
    return (
        Cause("learning_rate_too_high", high, text),
        Cause("dead_units", 0.8 * high + 0.05, "units that no input switches on pass nothing on, and do not come back"),
        Cause("poor_initialization", 0.35, "signals and gradients that fade from layer to layer look the same"),
        Cause("saturated_activations", 0.3, "a sigmoid passes at most a quarter of the gradient on"),
        Cause("learning_rate_too_low", low, "steps too short to leave the start"),
        Cause("wrong_output_or_loss", 0.25, "labels that do not belong to the inputs, or an output that cannot fit"),
        Cause("no_parameter_update", 0.15, "weights that are not passed to the optimizer"),
    )


RULE = Rule(
    id="stuck_at_chance",
    severity="critical",
    needs=("train/loss|val/loss|train/accuracy|val/accuracy",),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

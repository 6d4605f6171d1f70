"""A run whose loss or accuracy stays at the score of knowing nothing."""

from analyzers.frozen import frozen
from analyzers.rule import Evidence, Finding, number, stretch
from analyzers.rules.stuck_at_chance import signs
from analyzers.rules.stuck_at_chance.causes import causes
from analyzers.run import Run
from analyzers.signals.chance import Chance
from analyzers.signals.guessing import Guess
from analyzers.signals.summary import is_constant


@frozen()
class Limits(signs.Limits):
    far: float = 2.0  # level over chance from which outputs that never move are no guess, but sure and wrong


def finding(run: Run, found: Guess, limits: Limits) -> Finding:
    series, sure = run[found.metric], _is_sure(run, found, limits)
    return Finding(
        code="stuck_at_chance",
        severity="critical",
        confidence=found.confidence,
        headline=f"{_what(found)}: {'one answer, whatever the input' if sure else 'the network guesses'}.",
        explanation=SURE if sure else _explain(run, found),
        where=stretch(run, found.metric, min(1, len(series) - 1)),
        evidence=_evidence(found),
        causes=causes(run, signs.signs(run, found, limits), sure),
    )


SURE = (
    "A guess costs less: the outputs are sure of one answer and wrong about the others, as a softmax over a single "
    "unit always is, and nothing moves them."
)


def _is_sure(run: Run, found: Guess, limits: Limits) -> bool:
    """Whether the loss stands still far above that of a guess, but for its first record."""
    shown = signs.standing(run, found)
    return shown is not None and shown.excess > limits.far - 1 and is_constant(run[found.metric].finite[1:])


def _explain(run: Run, found: Guess) -> str:
    text = "Nothing about the input reaches the output; at most the output's bias is still being trained."
    chance, examples, batch = found.chance, run.known("examples"), run.known("batch_size")
    if chance is None or found.loss is None or chance.accounting == 1 or not examples or not batch:
        return text
    whole = int(examples) // int(batch)
    return (
        f"{text} {examples} examples are {whole + 1} batches of {batch}, but the sum of their losses was divided by "
        f"{whole}: the log reads {whole + 1}/{whole} times too high. What is left above chance, "
        f"{found.loss - chance.loss:.3g}, is the jitter of the output's bias, and grows with the learning rate."
    )


def _what(found: Guess) -> str:
    if found.chance is not None and found.loss is not None:
        chance = found.chance
        factor = f" × {chance.accounting:.5g}" if chance.accounting != 1 else ""
        text = f"The loss stays at {found.loss:.5g}, where {chance.name}{factor} = {chance.loss:.5g} is chance"
        return f"{text}, and the accuracy at {found.accuracy:.4g}" if found.accuracy is not None else text
    if found.loss is not None and found.accuracy is not None:
        return f"The loss stays at {found.loss:.5g} and the accuracy at {found.accuracy:.4g}, the share of one class"
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
    if found.chance is not None and found.chance.accounting != 1:
        evidence["accounting_factor"] = number(found.chance.accounting, "ratio", "⌈m/b⌉ over ⌊m/b⌋")
    if found.accuracy is not None:
        evidence["accuracy"] = number(found.accuracy, "share")
    return evidence

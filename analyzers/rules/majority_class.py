"""The accuracy stays at the share of the largest class.

What it means
    The network gives the same answer to every input, the most frequent class. On unbalanced classes that looks good:
    an accuracy of 0.9 means nothing where nine in ten examples are of one class.

What to look at
    The entropy of that share: a two-class loss that lies there has learned the class shares and nothing else. Recall,
    F1 or AUC of the rare class, and the confusion matrix, tell at once.

When to ignore
    A small validation set repeats the same accuracy by chance; here the loss has to stand still too.

References
    N. Japkowicz, S. Stephen, "The class imbalance problem", 2002.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run
from analyzers.signals.chance import entropy
from analyzers.signals.guessing import settled
from analyzers.signals.roles import roles, shares
from analyzers.signals.shape import shape


@dataclass(frozen=True)
class Limits:
    records: int = 5  # records below which an accuracy can repeat by chance
    many: int = 10  # records in all of which an accuracy does not repeat by chance while the loss moves
    little: float = 0.7  # loss over the entropy of the share, above which the inputs have told little
    above_chance: float = 1.15  # accuracy over 1/C from which a class is larger than the others
    constant: float = 0.002  # range of the accuracy that counts as constant, as a share of 1
    entropy: float = 0.04  # how near the loss must be to the entropy of the share
    solved: float = 0.985  # accuracy from which "always the same answer" and "nearly always right" look alike


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    for key in (parts.accuracy, parts.val_accuracy):
        if key is None or len(run[key]) < limits.records:
            continue
        share = _constant(shares(run[key]), limits)
        loss_key = parts.loss if key == parts.accuracy else parts.val_loss or parts.loss
        loss = _level(run, loss_key)
        if share is None:
            continue
        if _is_one_class(run, share, loss, limits) or _never_moves(run, key, loss_key, share, limits):
            yield _finding(run, key, share, loss)
            return


def _constant(values: Floats, limits: Limits) -> float | None:
    rest = values[len(values) // 5 :]
    if not np.isfinite(rest).all():
        return None
    share = float(np.median(rest))
    return share if float(np.ptp(rest)) <= limits.constant and 0.2 < share < limits.solved else None


def _level(run: Run, key: str | None) -> float | None:
    found = shape(run[key]) if key else None
    return settled(found) if found is not None else None


def _is_one_class(run: Run, share: float, loss: float | None, limits: Limits) -> bool:
    classes = run.known("classes")
    count = float(classes) if isinstance(classes, int | float) and classes >= 2 else 2.0
    if loss is None or share < limits.above_chance / count:
        return False
    two = abs(loss - entropy(share)) <= limits.entropy * entropy(share)
    return two or loss > 0.8 * entropy(share)


def _never_moves(run: Run, key: str, loss_key: str | None, share: float, limits: Limits) -> bool:
    """Whether the accuracy is the same from the first record on, under a loss that has learned little more."""
    found = shape(run[loss_key]) if loss_key else None
    if found is None or len(run[key]) < limits.many or share < limits.above_chance / 2:
        return False
    return float(np.ptp(run[key].values)) == 0 and found.end > limits.little * entropy(share)


def _finding(run: Run, key: str, share: float, loss: float | None) -> Finding:
    matches = loss is not None and abs(loss - entropy(share)) <= 0.04 * entropy(share)
    return Finding(
        code="majority_class",
        severity="critical",
        confidence=0.95 if matches else 0.7,
        headline=f"The accuracy stays at {share:.4g} in every record, as if one class were always the answer.",
        explanation="The output has learned how frequent the classes are, and nothing about the inputs.",
        where=stretch(run, key, len(run[key]) // 5),
        evidence={
            "accuracy": number(share, "share"),
            "entropy_of_the_share": number(entropy(share), "nat", "loss of two classes in these shares, nothing known"),
        }
        | ({"loss": number(loss, "nat")} if loss is not None else {}),
        causes=(
            Cause("class_imbalance", 0.8, "the largest class alone gives this accuracy"),
            Cause("learning_rate_too_high", 0.4, "a network whose units died answers the same to every input"),
            Cause("unscaled_inputs", 0.25, "inputs of very different sizes hide what tells the classes apart"),
        ),
    )


RULE = Rule(
    id="majority_class",
    severity="critical",
    needs=("train/accuracy|val/accuracy", "train/loss|val/loss"),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

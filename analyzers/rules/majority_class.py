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

import numpy as np

from analyzers.frozen import frozen
from analyzers.rule import Cause, Finding, Rule, number, stretch
from analyzers.run import Floats, Run
from analyzers.signals.chance import entropy
from analyzers.signals.guessing import settled
from analyzers.signals.progress import begins
from analyzers.signals.roles import Roles, roles, shares
from analyzers.signals.shape import shape
from analyzers.signals.summary import is_constant, lie_within, median


@frozen()
class Limits:
    records: int = 5  # records below which an accuracy can repeat by chance
    both: int = 3  # the same of two accuracies, on training and on validation data
    many: int = 6  # records in all of which an accuracy does not repeat by chance while the loss moves
    little: float = 0.7  # loss over the entropy of the share, above which the inputs have told little
    above_chance: float = 1.15  # accuracy over 1/C from which a class is larger than the others
    constant: float = 0.002  # range of the accuracy that counts as constant, as a share of 1
    entropy: float = 0.04  # how near the loss must be to the entropy of the share
    repeats: int = 6  # equal records at the end that are no accident while the loss still moves
    largely: float = 0.4  # share of the run that they must make up
    near: float = 0.05  # distance of an accuracy of which several values lead to where it stands
    unmoved: float = 0.01  # range of the accuracy on the other data meanwhile
    calibrated: float = 0.85  # loss over the entropy of the share that a classifier which knows more stays below
    fitted: float = 0.5  # training loss over that entropy, below which the training data are told apart
    largest: float = 0.7  # share of a class up to which it is not its size that keeps the others from being learned
    solved: float = 0.985  # accuracy from which "always the same answer" and "nearly always right" look alike


def check(run: Run, limits: Limits) -> Iterator[Finding]:
    parts = roles(run)
    for key in (parts.accuracy, parts.val_accuracy):
        if key is None or len(run[key]) < (limits.both if _both_repeat(run, parts) else limits.records):
            continue
        share = _constant(shares(run[key]), limits)
        if share is None or not begins(run[key]) or not _is_unfitted(run, parts, share, limits):
            continue
        loss_key = parts.loss if key == parts.accuracy else parts.val_loss or parts.loss
        loss = _level(run, loss_key)
        if _is_one_class(run, share, loss, limits) or _never_moves(run, key, loss_key, share, limits):
            yield _finding(run, key, share, loss)
            return
    yield from _by_end(run, parts, limits)


def _both_repeat(run: Run, parts: Roles) -> bool:
    return all(key is not None and is_constant(run[key].values) for key in (parts.accuracy, parts.val_accuracy))


def _by_end(run: Run, parts: Roles, limits: Limits) -> Iterator[Finding]:
    """The accuracy came to stand at one value, while the loss went on to what that share alone explains."""
    for key, loss_key in ((parts.val_accuracy, parts.val_loss or parts.loss), (parts.accuracy, parts.loss)):
        found = shape(run[loss_key]) if loss_key else None
        if key is None or found is None or len(run[key]) < 2 * limits.repeats:
            continue
        values = shares(run[key])
        same, share = _repeated(values), float(values[-1])
        if same < max(limits.repeats, limits.largely * len(values)) or not 0.6 < share < limits.solved:
            continue
        if found.end < entropy(share) and _came_near(values[:-same], share, limits):
            continue
        other = parts.accuracy if key == parts.val_accuracy else parts.val_accuracy
        still = other is None or lie_within(shares(run[other])[-same:], limits.unmoved)
        if still and found.end < found.start and _knows_no_more(run, parts, share, limits):
            yield _finding(run, key, share, found.end, len(values) - same)
            return


def _came_near(before: Floats, share: float, limits: Limits) -> bool:
    """Whether an accuracy came to its value example by example: one answer for all gives it at once."""
    return len(np.unique(before[np.abs(before - share) < limits.near])) > 1


def _is_unfitted(run: Run, parts: Roles, share: float, limits: Limits) -> bool:
    """Whether the training loss is not far below that of always answering with the frequencies of two classes."""
    found = shape(run[parts.loss]) if parts.loss else None
    return found is None or found.end > limits.fitted * entropy(share)


def _knows_no_more(run: Run, parts: Roles, share: float, limits: Limits) -> bool:
    """Whether no loss is much below that of always answering with the frequencies of the classes."""
    found = [shape(run[key]) for key in (parts.loss, parts.val_loss) if key]
    return all(each is not None and each.end > limits.calibrated * entropy(share) for each in found)


def _repeated(values: Floats) -> int:
    """How many records at the end are equal."""
    other = values[::-1] != values[-1]
    return int(other.argmax()) if other.any() else len(values)


def _constant(values: Floats, limits: Limits) -> float | None:
    rest = values[len(values) // 5 :]
    if not lie_within(rest, limits.constant):
        return None
    share = median(rest)
    return share if 0.2 < share < limits.solved else None


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
    return is_constant(run[key].values) and found.end > limits.little * entropy(share)


def _finding(run: Run, key: str, share: float, loss: float | None, first: int | None = None) -> Finding:
    matches = loss is not None and abs(loss - entropy(share)) <= 0.04 * entropy(share)
    since = "" if first is None else f" since {run[key].unit} {run[key].steps[first]}"
    return Finding(
        code="majority_class",
        severity="critical" if first is None else "warning",
        confidence=0.95 if matches else 0.7,
        headline=f"The accuracy stays at {share:.4g} in every record{since}, as if one class were always the answer.",
        explanation="The output has learned how frequent the classes are, and nothing about the inputs.",
        where=stretch(run, key, len(run[key]) // 5 if first is None else first),
        evidence={
            "accuracy": number(share, "share"),
            "entropy_of_the_share": number(entropy(share), "nat", "loss of two classes in these shares, nothing known"),
        }
        | ({"loss": number(loss, "nat")} if loss is not None else {}),
        causes=_causes(run, share),
    )


def _causes(run: Run, share: float) -> tuple[Cause, ...]:
    key = roles(run).loss
    found = shape(run[key]) if key else None
    broke = found is not None and found.begin > 0
    stuck = share < Limits.largest and not broke
    even = (Cause("learning_rate_too_low", 0.7, "classes this even are told apart once the weights move"),)
    return (
        *(even if stuck else ()),
        Cause("class_imbalance", 0.5 if broke or stuck else 0.8, "the largest class alone gives this accuracy"),
        Cause("learning_rate_too_high", 0.75 if broke else 0.4, "units that died answer the same to every input"),
        Cause("unscaled_inputs", 0.85 if broke else 0.25, "inputs of very different sizes break the first steps"),
    )


RULE = Rule(
    id="majority_class",
    severity="critical",
    needs=("train/accuracy|val/accuracy", "train/loss|val/loss"),
    check=check,
    doc=__doc__,
    limits=Limits(),
)

"""What the numbers of a sentence tell: the accuracy and the loss of guessing, 1/C and ln C for one number of classes C;
that something is 0; or that it is only so much.
"""

import math
import re

MOST_CLASSES = 1_000
NEAR = 0.01  # relative: 0.69 for ln 2

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d+)?|[.,]\d+)\s?(%)?(?![\w]|[.,]\d)")


_NOTHING = re.compile(
    r"(?:[=:为為是]|loss|\b(?:is|are|was|be|at|to|always|all|map|acc|es|é|est|ist))\s*0(?:[.,]0+)?(?:e[+-]?0+)?%?(?![\w.,]*\d)"
)


def tells_of_nothing(sentence: str) -> bool:
    """Whether something is said to be 0.

    >>> tells_of_nothing("why loss: 0.0000e+00 ?"), tells_of_nothing("the accuracy is always acc=0.000000")
    (True, True)
    >>> tells_of_nothing("loss = 0.5 in epoch 0"), tells_of_nothing("it went to 0.01")
    (False, False)
    """
    return bool(_NOTHING.search(sentence))


_ONLY = re.compile(
    r"(?:\b(?:only|merely|nur|solo|sólo|só|apenas|seulement)\b|n't (?:even )?(?:exceed|reach|get above)|не более|только"
    r"|只有|仅|だけ|しか|겨우|chỉ)[^.,;。，]{0,24}?(?<![a-z0-9.,])(\d{1,2}(?:[.,]\d+)?\s?%|0?[.,]\d+)(?![\w.,]*\d)"
)
LITTLE = 0.5  # share up to which "only" tells of an accuracy that is low


def tells_of_little(sentence: str) -> bool:
    """Whether something is said to be only so much, less than half.

    >>> tells_of_little("it is reaching only 30% accuracy"), tells_of_little("验证的精度，只有0.1,为什么？")
    (True, True)
    >>> tells_of_little("only 95% accuracy"), tells_of_little("30% accuracy"), tells_of_little("only 2 epochs")
    (False, False, False)
    """
    told = _ONLY.search(sentence)
    if told is None:
        return False
    value, percent = told[1].rstrip("% ").replace(",", "."), told[1].endswith("%")
    return float(value) / (100 if percent else 1) <= LITTLE


def tells_of_chance(sentence: str) -> bool:
    """Whether one number of the sentence is 1/C and another ln C.

    >>> tells_of_chance("my accuracy is 50% and loss 0.69"), tells_of_chance("acc 0.1, loss 2.3026")
    (True, True)
    >>> tells_of_chance("my accuracy is 50% and loss 0.3"), tells_of_chance("loss went from 0.69 to 0.51")
    (False, False)
    """
    found = [(float(value.replace(",", ".")), bool(percent)) for value, percent in _NUMBER.findall(sentence)]
    shares = [value / 100 if percent else value for value, percent in found]
    losses = [value for value, percent in found if not percent]
    return any(_is_near(loss, math.log(classes)) for share in shares for classes in _classes(share) for loss in losses)


def _classes(share: float) -> list[int]:
    """The number of classes among which guessing is right this often, if there is one."""
    count = round(1 / share) if share > 1 / (2 * MOST_CLASSES) else 0
    return [count] if 2 <= count <= MOST_CLASSES and _is_near(share, 1 / count) else []


def _is_near(value: float, other: float) -> bool:
    return abs(value - other) <= NEAR * other

"""What a network that has learned nothing scores: the entropy of the class shares, and the share of one class."""

import math
from functools import lru_cache

from analyzers.frozen import frozen
from analyzers.run import Floats
from analyzers.signals.summary import highest, lowest

COMMON_CLASSES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 26, 50, 100, 101, 200, 256, 400, 1000)
"""Class counts that are looked for where nothing states the number: small ones, and those of well-known data sets."""

VOCABULARIES = (30522, 32000, 50257, 65536)
"""Sizes of outputs that are trained again and again: the words of BERT, Llama and GPT-2, the prototypes of DINO."""

CLIPPED = {
    87.3365: "−ln of the smallest normal float32: a probability that came out as exactly 0",
    15.2492: "−ln 2^−22: the rest of a probability that came out as exactly 1, with Keras' epsilon in float32",
    15.3332: "−ln 2.2e−7: the rest of a probability that came out as exactly 1, with Keras' epsilon in float32",
    15.4249: "−ln 2e−7: the rest of a probability that came out as exactly 1, with Keras' epsilon",
    16.1181: "−ln 1e−7: a probability clipped at Keras' epsilon",
    15.9424: "−ln of the float32 machine epsilon: a probability that came out as exactly 0",
    34.5388: "−ln 1e−15: a probability clipped at 1e−15",
    36.0437: "−ln of the float64 machine epsilon: a probability clipped there",
    27.6310: "−ln 1e−12: a probability clipped at 1e−12",
}
"""Losses that only a saturated and clipped logarithm gives, and what they are."""


@frozen()
class Chance:
    """The score of knowing nothing. accounting: factor by which the log's own sums read high, 1 where they do not."""

    classes: int
    loss: float
    name: str
    accounting: float = 1.0
    softmax: bool = True  # else one sigmoid a class


def entropy(share: float) -> float:
    """Entropy in nats of a yes/no answer of which `share` is yes: the best constant loss of one binary output.

    >>> round(entropy(0.5), 6), round(entropy(0.1), 4)
    (0.693147, 0.3251)
    """
    if not 0 < share < 1:
        return 0.0
    return -share * math.log(share) - (1 - share) * math.log(1 - share)


def uneven(share: float, classes: int = 1000) -> float:
    """The most that knowing nothing but the class shares can cost where one class has this share: the others are even.

    >>> round(uneven(0.5, 2), 6), round(uneven(0.54), 2)
    (0.693147, 3.87)
    """
    return entropy(share) + max(0.0, 1 - share) * math.log(classes - 1)


def accounting(examples: int, batch: int) -> float:
    """How high a cost reads that is summed over ⌈m/b⌉ minibatches and divided by ⌊m/b⌋.

    >>> round(accounting(1080, 32) * math.log(6), 5)
    1.84606
    """
    return math.ceil(examples / batch) / max(1, examples // batch)


@lru_cache(256)
def levels(classes: int, factor: float = 1.0) -> tuple[Chance, ...]:
    """The losses of knowing nothing about `classes` balanced classes: softmax, and one sigmoid for each class."""
    softmax = Chance(classes, factor * math.log(classes), f"ln {classes}", factor)
    sigmoid = Chance(
        classes, factor * entropy(1 / classes), f"entropy of one of {classes} classes", factor, softmax=False
    )
    return (softmax, sigmoid) if classes > 2 else (softmax,)


@lru_cache(256)
def squared(classes: int) -> tuple[Chance, ...]:
    """The squared error of knowing nothing about balanced classes: of a 0 or 1, or the mean over one-hot targets.

    >>> [round(chance.loss, 4) for chance in (*squared(2), *squared(10))]
    [0.25, 0.09]
    """
    share = 1 / classes
    return (
        Chance(
            classes,
            share * (1 - share),
            "the variance of 0 and 1" if classes == 2 else f"the variance of one of {classes} classes",
            softmax=False,
        ),
    )


def classes_of(share: float, digits: float = 5e-4) -> int | None:
    """The number of classes that an accuracy of `share` = 1/C tells; None where 1/share is no whole number ≤ 1000.

    digits: relative error allowed, the rounding of a log.

    >>> classes_of(0.16666667), classes_of(0.1), classes_of(0.46)
    (6, 10, None)
    """
    if not 0.0009 < share < 0.51:
        return None
    count = round(1 / share)
    return count if abs(share * count - 1) < digits else None


def floor_of_probabilities(classes: int) -> float:
    """The least that a softmax cross-entropy can be whose inputs are probabilities, not logits: ln(1 + (C − 1)/e).

    >>> round(floor_of_probabilities(10), 4)
    1.4612
    """
    return math.log(1 + (classes - 1) / math.e)


def is_clipped(loss: float) -> bool:
    """Whether a loss is one of the CLIPPED ones: what a single wrong answer costs whose outputs are saturated."""
    return any(abs(loss - each) < 1e-3 * each for each in CLIPPED)


def clipped(values: Floats) -> str | None:
    """What the values are where at least two are all one of the CLIPPED losses; else None."""
    if len(values) < 2:
        return None
    low, high = lowest(values), highest(values)
    for loss, meaning in CLIPPED.items():
        if abs(low - loss) < 2e-4 * loss and abs(high - loss) < 2e-4 * loss:
            return meaning
    return None

"""Values recited behind words that say what they are: "my losses are 0.7, 0.6, 0.5". A last resort."""

import re
from collections.abc import Iterator

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.lines.tokens import number
from analyzers.free_text.names.roles import is_metric
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.metrics import words
from analyzers.vocabulary import METRICS, SPLITS

FEWEST = 4
"""Fewer values are no curve."""

LARGEST = 20_000
"""Characters: longer texts are no letters."""

RECITED = "The values stand in a row: named by the words before them."

_VALUE = r"[-+]?\d++(?:\.\d*+)?(?:[eE][-+]?\d++)?"
_ROW = re.compile(rf"(?<![\w.]){_VALUE}(?:(?:\s*[,;|]\s*|\s+|\s*->\s*){_VALUE}){{{FEWEST - 1},}}(?![\w.%])")
_FRACTION = re.compile(r"\.\d")
_REACH = 120
"""Characters before the values in which words may say what they are."""


def recited(text: str) -> list[Block]:
    """The rows of values in a text that a metric's name stands before, in the sentence or as a heading."""
    return list(_blocks(text)) if len(text) <= LARGEST else []


def metric_said(text: str) -> str:
    """The metric that a text speaks of last, with its split; "" where it speaks of none.

    >>> metric_said("Here are the validation losses of all epochs:"), metric_said("The numbers are")
    ('validation loss', '')
    >>> metric_said("$ python train.py --lr 0.04")  # a setting
    ''
    """
    said = words(text)
    named = (METRICS.get(word, word) for word in reversed(said) if word in METRICS or is_metric(word))
    found = next((name for name in named if name != "lr"), "")
    split = next((word for word in reversed(said) if word in SPLITS), "")
    return f"{split} {found}".strip() if found else ""


def _blocks(text: str) -> Iterator[Block]:
    end = 0
    for match in _ROW.finditer(text):
        before = text[max(end, match.start() - _REACH) : match.start()]
        end = match.end()
        values = [number(token) for token in re.findall(_VALUE, match[0])]
        name = metric_said("\n".join(before.rstrip().split("\n")[-1:]))
        if name and len(_FRACTION.findall(match[0])) > len(values) / 2:
            place = (text.count("\n", 0, match.start()) + 1) * PER_LINE
            rows = np.arange(place, place + len(values), dtype=np.int64)
            yield Block(Template((Slot(0, "metric", name),)), match[0], rows, {0: np.asarray(values, np.float64)})

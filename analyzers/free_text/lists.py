"""Whole curves in one value: "loss: [0.9, 0.7, 0.6]", as a printed history has them."""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from analyzers.free_text.lines.lines import PER_LINE
from analyzers.free_text.lines.tokens import VALUE, number
from analyzers.free_text.names.roles import role_of
from analyzers.free_text.phrases.blocks import Block
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.vocabulary import SPLITS

SHORTEST = 3
"""Fewer numbers in brackets are a pair of something, not a curve."""

LARGEST = 2_000_000
"""Longer texts are logs, not printed histories."""

REACH = 60
"""Characters before a list in which a heading may say its split."""

_WRAPPED = re.compile(
    r"\b(?:\w{2,5}\.)?(?:float\d\d|[tT]ensor|[aA]rray|DeviceArray)\(\s*+([-+.\deE]++|[-+]?(?:nan|inf))(?:,[^()\[\]\n]{0,60})?\)"
)
"""A number as NumPy 2, JAX and PyTorch show it in a list: np.float64(0.5), tensor(0.5, device='cuda:0')."""

_WORD = re.compile(r"[^\W\d_]+")
_OPENS = re.compile(r"[:=]\s{0,3}(?:[a-zA-Z.]{1,12}\()?\[\s{0,3}(?:[-+.\d]|array\(|tensor\()")
_NESTED = re.compile(
    r"(['\"])([\w/ .-]{1,40}+)\1\s{0,3}:\s{0,3}"
    r"\[\s*+((?:(?:array|tensor)\(\[[^\[\]]{1,2000}+\][^\[\]()]{0,40}\)[,\s]*+){2,2000}+)\]"
)
_INNER = re.compile(r"\[([^\[\]]++)\]")
_LIST = re.compile(
    r"(?:(['\"])([\w/ .-]{1,40}+)\1|\b([^\W\d][\w/.-]{0,40}+))\s{0,3}[:=]\s{0,3}"
    r"(?:np\.array\(|array\(|tensor\()?\[([^\[\]{}=:]{5,})\]"
)


def listed(text: str) -> tuple[list[Block], set[int]]:
    """The curves that a text gives as lists, and the numbers of their lines.

    A name whose list comes again and again is a vector, not a curve; once for each split it is one.
    """
    if len(text) > LARGEST or "[" not in text:
        return [], set()
    if any(sign in text for sign in ("float64(", "float32(", "ensor(", "rray(")):
        text = _WRAPPED.sub(r"\1", text)
    if not _OPENS.search(text):
        return [], set()
    text = _NESTED.sub(_summed, text)
    found = list(_placed(text))
    times = Counter((name, split) for _, name, split in found)
    blocks: list[Block] = []
    used: set[int] = set()
    for match, name, split in found:
        values = [number(token) for token in VALUE.findall(match[4])]
        finite = [value for value in values if value is not None]
        if times[name, split] == 1 and len(finite) >= SHORTEST and role_of(name) in ("metric", "lr"):
            row = (text.count("\n", 0, match.start()) + 1) * PER_LINE
            rows = np.arange(row, row + len(finite), dtype=np.int64)
            template = Template((Slot(0, role_of(name), name, split),))
            blocks.append(Block(template, match[0], rows, {0: np.asarray(finite)}))
            used.update(range(row // PER_LINE, row // PER_LINE + match[0].count("\n") + 1))
    return (blocks, used) if any(block.template.metrics for block in blocks) else ([], set())


def _summed(nested: re.Match[str]) -> str:
    """A list of arrays, the terms of a loss, as one of their sums, on as many lines: "'loss': [array([0.5, 0.25]), …".

    >>> _summed(_NESTED.match("'loss': [array([0.5, 0.25]), array([0.25, 0.125])]"))
    "'loss': [0.75, 0.375]"
    """
    sums = [sum(filter(None, map(number, VALUE.findall(inner)))) for inner in _INNER.findall(nested[3])]
    return f"'{nested[2]}': [{', '.join(map(repr, sums))}" + "\n" * nested[0].count("\n") + "]"


def _placed(text: str) -> Iterator[tuple[re.Match[str], str, str | None]]:
    """Each list with its name and the last split that was named between the lists: "train: {'loss': […]} val: {…"."""
    end, split = 0, None
    for match in _LIST.finditer(text):
        between = _WORD.findall(text[max(end, match.start() - REACH) : match.start()].lower())
        split = next((SPLITS[word] for word in reversed(between) if word in SPLITS), split)
        yield match, match[2] or match[3], split
        end = match.end()

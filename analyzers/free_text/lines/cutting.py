"""Lines cut into text and numbers. Lines that differ by their digits only are cut alike, so that is found out once."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple

from analyzers.free_text.lines.known import Known
from analyzers.free_text.lines.tokens import VALUE
from analyzers.text import zeroed

MOST_PARTS = 64
"""Lines in more parts are lists, not records. Not to remember them bounds the memory."""


class Cut(NamedTuple):
    """How to cut lines that differ by their digits only.

    parts:  line → text, value, text, value, …, text
    values: line → the values alone
    shape:  line → the texts alone, joined by NUL
    """

    parts: Callable[[str], Sequence[str]]
    values: Callable[[str], Sequence[str]]
    shape: Callable[[str], str]


def cut(line: str) -> Sequence[str]:
    """The line as text, value, text, value, …, text.

    >>> cut("Epoch 3/10, loss: -nan (top-5 0.9)")
    ('Epoch ', '3', '/', '10', ', loss: ', '-nan', ' (top-5 ', '0.9', ')')
    """
    return cut_of[zeroed((line,))[0]].parts(line)


@Known
def cut_of(zeros: bytes) -> Cut:
    """How to cut the lines of these `zeros`: at the same places. Only of a number such as 1,204 the digits matter."""
    line = zeros.decode(errors="surrogatepass")
    parts = VALUE.split(line)
    ends = _ends(parts)
    if not 1 < len(parts) <= MOST_PARTS or not cut_alike(line):
        return _ANEW
    places = [slice(begin, end) for begin, end in pairwise([0, *ends])]
    texts, shape = _at(places[0::2]), "\0".join(parts[0::2])
    same = "0" not in shape
    return Cut(_at(places), _at(places[1::2]), (lambda _: shape) if same else (lambda line: "\0".join(texts(line))))


def cut_alike(line: str) -> bool:
    """Whether lines with other digits than this one's zeros are cut at the same places; of 1,204 the digits matter."""
    return "0,000" not in line or _ends(VALUE.split(line)) == _ends(VALUE.split(line.replace("0", "1")))


def _ends(parts: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, parts)))


def _at(places: Sequence[slice]) -> Callable[[str], Sequence[str]]:
    return itemgetter(*places) if len(places) > 1 else lambda line: (line[places[0]],)


def _anew(line: str) -> Sequence[str]:
    return tuple(VALUE.split(line))


_ANEW = Cut(_anew, lambda line: _anew(line)[1::2], lambda line: "\0".join(_anew(line)[0::2]))

"""JSON as it is found: with NaN and Infinity in it, cut off in the middle, or printed by Python."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

import orjson

from analyzers.errors import UnreadableError

LITERAL_BYTES = 2_000_000  # of a printed Python value: its syntax tree takes a hundred times that
REPAIR_BYTES = 50_000_000  # of a document that is cut off
PART = 1 << 20  # bytes
TOO_DEEP = "depth limit"  # how orjson names more than 1024 levels

_NOT_FINITE = re.compile(
    rb"(?:NaN|nan|NAN|-NaN|-nan|\+NaN|Infinity|-Infinity|\+Infinity|inf|Inf|INF|-inf|-Inf|-INF|\+inf)(?=\s*+[,\]})])"
)
"""Alternatives that begin with letters, so that the search skips from one such letter to the next."""
_BEFORE = b"[:,( \t\n"
_CALL = re.compile(r"\b(?:np\.|numpy\.|torch\.)?(?:float\d*|int\d*|array|tensor|OrderedDict|defaultdict)\(")
_ARGUMENT = re.compile(r",\s*+(?:dtype|device|requires_grad|grad_fn)=[^,()]{1,40}+|<class '\w{1,30}+'>,\s*+")
_STRUCTURE = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
_CLOSE = {b"{": b"}", b"[": b"]"}

Open = tuple[bytes, "Open"] | None
"""What closes the innermost bracket, and the same of those around it: a place keeps its own without a copy."""


def quoted(data: bytes) -> bytes:
    """NaN, Infinity and their like as words in quotes, which JSON knows.

    >>> quoted(b'{"loss": NaN, "lr": -Infinity}')
    b'{"loss": "NaN", "lr": "-Infinity"}'
    """
    parts = (_NOT_FINITE.sub(_in_quotes, data[begin:end]) for begin, end in pairwise(_cuts(data)))
    return b"".join(parts)


def _cuts(data: bytes) -> Iterator[int]:
    """Places behind commas, about PART apart: a substitution holds every match until its end."""
    at = 0
    while at < len(data):
        yield at
        at = (data.find(b",", at + PART) + 1) or len(data)
    yield at


def _in_quotes(found: re.Match[bytes]) -> bytes:
    before = found.string[found.start() - 1 : found.start()]
    return b'"%b"' % found[0] if before in _BEFORE else found[0]


def parse(data: bytes) -> tuple[object, tuple[str, ...]]:
    """The value of a JSON document, or of a printed Python one, and notes. Raises UnreadableError."""
    try:
        return orjson.loads(data), ()
    except orjson.JSONDecodeError as error:
        first = error
    data = quoted(data)
    try:
        return orjson.loads(data), ()
    except orjson.JSONDecodeError as error:
        if "end of data" in error.msg or "EOF" in error.msg:
            return _cut_off(data, first)
    return _literal(data, first), ()


def _literal(data: bytes, error: Exception) -> object:
    """A value as Python prints it, wrappers such as `np.float32(…)` taken off. Nothing is executed."""
    text = data.decode("utf-8", "replace") if len(data) <= LITERAL_BYTES else ""
    bare = _ARGUMENT.sub("", _CALL.sub("(", text))
    try:
        return ast.literal_eval(bare.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise _refusal(error) from None


def _cut_off(data: bytes, error: Exception) -> tuple[object, tuple[str, ...]]:
    """What stands before the place where a document breaks off."""
    if len(data) > REPAIR_BYTES:
        raise _refusal(error)
    open_ones: Open = None
    keep, held = 0, open_ones  # where to cut, and what is open there
    for found in _STRUCTURE.finditer(data):
        token = found[0]
        if token in _CLOSE:
            open_ones = (_CLOSE[token], open_ones)
        elif token == b",":
            keep, held = found.start(), open_ones
        elif token in b"]}" and open_ones:
            open_ones = open_ones[1]
            keep, held = found.end(), open_ones
    closing = b""
    while held:
        closing, held = closing + held[0], held[1]
    try:
        return orjson.loads(data[:keep] + closing), ("The JSON breaks off in the middle: read up to there.",)
    except orjson.JSONDecodeError:
        raise _refusal(error) from None


def _refusal(error: Exception) -> UnreadableError:
    if TOO_DEEP in str(error):
        return UnreadableError(f"The JSON has too many levels: {error}.", "Post its records as one flat list.")
    return UnreadableError(f"This begins as JSON but is none: {error}.", "Post it as json.dump writes it, or as CSV.")

"""JSON as it is found: with NaN and Infinity in it, cut off in the middle, or printed by Python."""

import ast
import re

import orjson

from analyzers.errors import UnreadableError

LITERAL_BYTES = 2_000_000  # of a printed Python value: its syntax tree takes a hundred times that
REPAIR_BYTES = 50_000_000

_NOT_FINITE = re.compile(
    rb"(?:NaN|nan|NAN|-NaN|-nan|\+NaN|Infinity|-Infinity|\+Infinity|inf|Inf|INF|-inf|-Inf|-INF|\+inf)(?=\s*+[,\]})])"
)
"""Alternatives that begin with letters, so that the search skips from one such letter to the next."""
_BEFORE = b"[:,( \t\n"
_CALL = re.compile(r"\b(?:np\.|numpy\.|torch\.)?(?:float\d*|int\d*|array|tensor|OrderedDict|defaultdict)\(")
_ARGUMENT = re.compile(r",\s*+(?:dtype|device|requires_grad|grad_fn)=[^,()]{1,40}+|<class '\w{1,30}+'>,\s*+")
_STRUCTURE = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
_CLOSING = {b"{": b"}", b"[": b"]"}


def quoted(data: bytes) -> bytes:
    """NaN, Infinity and their like as words in quotes, which JSON knows.

    >>> quoted(b'{"loss": NaN, "lr": -Infinity}')
    b'{"loss": "NaN", "lr": "-Infinity"}'
    """
    return _NOT_FINITE.sub(_in_quotes, data)


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
    open_ones: list[bytes] = []
    keep, closing = 0, b""
    for found in _STRUCTURE.finditer(data):
        token = found[0]
        if token in _CLOSING:
            open_ones.append(token)
        elif token in (b"}", b"]") and open_ones:
            open_ones.pop()
            keep, closing = found.end(), _closed(open_ones)
        elif token == b"," and len(open_ones) < 100:
            keep, closing = found.start(), _closed(open_ones)
    try:
        return orjson.loads(data[:keep] + closing), ("The JSON breaks off in the middle: read up to there.",)
    except orjson.JSONDecodeError:
        raise _refusal(error) from None


def _closed(open_ones: list[bytes]) -> bytes:
    return b"".join(_CLOSING[token] for token in reversed(open_ones[-100:]))


def _refusal(error: Exception) -> UnreadableError:
    return UnreadableError(f"This begins as JSON but is none: {error}.", "Post it as json.dump writes it, or as CSV.")

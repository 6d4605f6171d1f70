"""Names of bare numbers, from the `print` of pasted code that wrote them: `print(epoch, loss.item())`."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from analyzers.free_text.lines.lines import Lines
from analyzers.free_text.names.roles import role_of
from analyzers.frozen import lazy

LONGEST = 300
"""Characters of a line that is looked at."""

LOOPS = {**dict.fromkeys(("i", "j", "k", "n", "t", "it", "idx"), "step"), **dict.fromkeys(("e", "ep"), "epoch")}
"""What loops are counted by, and what it counts."""

_PRINT = re.compile(r"^\s*(?:>>> )?print ?\((.+)\)\s*;?\s*(?:#.*)?$")
_SPECIFIED = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z%]|\{[^{}]*\}|\\[nt]")
_UNWRAPPED = frozenset({"item", "data", "numpy", "value", "cpu", "detach", "shape", "T"})


class Prints:
    """The lines of a text that print nothing but numbers, a metric among them; looked for when first asked."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def above(self, place: int, width: int) -> tuple[tuple[str, ...], str] | None:
        """The nearest one above a line that prints so many numbers: their names, and the line of code."""
        places = self._by_width.get(width, ())
        nearest = bisect_left(places, place) - 1
        if nearest < 0:
            return None
        line = self._lines.texts[places[nearest]]
        return printed_names(line), line

    @lazy
    def _by_width(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place in self._lines.lettered:
            names = printed_names(self._lines.texts[place])
            if any(role_of(name) == "metric" for name in names):
                found.setdefault(len(names), []).append(place)
        return found


def printed_names(line: str) -> tuple[str, ...]:
    """What the numbers are that a line of Python prints without a word beside them; () for any other line.

    >>> printed_names("    print(t, loss.item())")
    ('step', 'loss')
    >>> printed_names("print('%d %.3f' % (epoch + 1, running_loss / 2000))")
    ('epoch', 'running_loss')
    >>> printed_names("print('epoch', epoch)")
    ()
    """
    found = _PRINT.match(line) if "print" in line and len(line) <= LONGEST else None
    if found is None:
        return ()
    try:
        call = ast.parse(f"print({found[1]})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    values = list(chain.from_iterable(map(_values, call.args))) if isinstance(call, ast.Call) else []
    names = [LOOPS.get(name, name) for value in values if (name := _name(value))]
    return tuple(names) if len(names) == len(values) else ()


def _values(written: ast.expr) -> Iterator[ast.expr]:
    """The expressions whose values an argument of `print` writes; itself where it writes words, too."""
    match written:
        case ast.BinOp(ast.Constant(str() as layout), ast.Mod(), right) if _wordless(layout):
            yield from right.elts if isinstance(right, ast.Tuple) else [right]
        case ast.Call(ast.Attribute(ast.Constant(str() as layout), "format"), args) if _wordless(layout):
            yield from args
        case ast.JoinedStr(parts) if all(_wordless(part.value) for part in parts if isinstance(part, ast.Constant)):
            yield from (part.value for part in parts if isinstance(part, ast.FormattedValue))
        case ast.Constant(str() as layout) if _wordless(layout):
            return
        case _:
            yield written


def _wordless(layout: object) -> bool:
    return isinstance(layout, str) and not any(map(str.isalpha, _SPECIFIED.sub("", layout)))


def _name(value: ast.expr) -> str:
    """The name that an expression is made of: `loss` of `float(loss.data[0]) / n`; "" where there is none."""
    match value:
        case ast.Name(name):
            return name
        case ast.Attribute(owner, name):
            return _name(owner) if name in _UNWRAPPED else name
        case ast.Call(ast.Attribute(owner, _), []):
            return _name(owner)
        case ast.Call(_, args):
            return _first(args)
        case ast.Subscript(owner, ast.Constant(str() as key)):
            return key or _name(owner)
        case ast.Subscript(owner, _) | ast.BinOp(owner, _, _) | ast.UnaryOp(_, owner):
            return _name(owner)
    return ""


def _first(args: Sequence[ast.expr]) -> str:
    return next((name for arg in args if (name := _name(arg))), "")

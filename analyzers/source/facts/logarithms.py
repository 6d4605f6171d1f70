"""A cross-entropy written by hand, whose logarithm is taken of what may be 0."""

import ast
from collections.abc import Iterator

from analyzers.frozen import frozen
from analyzers.source.python.blocks import find_code

LOGARITHM = ".log("
"""Code without it has none."""

_GUARDS = ("clip", "clamp", "maximum", "eps", "softplus", "+")
"""What keeps an argument away from 0."""


@frozen()
class Bare:
    """line: of the first · binary: whether log(1 − p) stands there, too"""

    line: int
    binary: bool


def bare(text: str) -> Bare | None:
    """The products of labels and logarithms in pasted code whose arguments nothing keeps away from 0."""
    if LOGARITHM not in text:
        return None
    found = [each for statement in find_code(text).statements for each in _unguarded(statement.node)]
    binary = any(isinstance(each.args[0], ast.BinOp) for each in found)
    return Bare(min(each.lineno for each in found), binary) if found else None


def _unguarded(statement: ast.stmt) -> Iterator[ast.Call]:
    for node in ast.walk(statement):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for side in (node.left, node.right):
                if isinstance(side, ast.Call) and _is_logarithm(side) and _may_be_zero(side.args[0]):
                    yield side


def _is_logarithm(call: ast.Call) -> bool:
    named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return named == "log" and len(call.args) == 1


def _may_be_zero(argument: ast.expr) -> bool:
    """Of a probability p by its name, as what softmax or sigmoid gives, or 1 − p."""
    if isinstance(argument, ast.BinOp):
        one = isinstance(argument.left, ast.Constant) and argument.left.value == 1
        return one and isinstance(argument.op, ast.Sub) and _may_be_zero(argument.right)
    plain = isinstance(argument, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return plain and not any(map(ast.unparse(argument).lower().__contains__, _GUARDS))

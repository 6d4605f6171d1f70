"""Parses a statement of an excerpt, which may be cut short or of Python 2: it is mended, or left out."""

import ast
import re
import textwrap
import warnings

from analyzers.frozen import frozen

MOST_STATEMENT_CHARACTERS = 100_000
REPAIRS = 8  # lines blanked in one statement before it is given up
_NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@frozen()
class Statement:
    """A top-level statement, its nodes numbered as the lines of the whole text."""

    node: ast.stmt
    first: int
    last: int


@frozen()
class Unparsed:
    """Lines that look like code but could not be parsed."""

    line: int
    text: str
    why: str


def parse(first: int, lines: list[str]) -> tuple[list[Statement], list[Unparsed]]:
    """The statements in these lines, and what of them was left out. first: number of the first line in the text"""
    lines = [_modern(line) for line in lines]
    dropped: list[Unparsed] = []
    for _ in range(REPAIRS):
        source = "\n".join(lines)
        try:
            tree = _tree(source)
        except _NOT_PYTHON as error:
            at = min(max((getattr(error, "lineno", None) or 1) - 1, 0), len(lines) - 1)
            if not _repair(lines, at, str(getattr(error, "msg", error))):
                dropped.append(Unparsed(first + at, lines[at].strip()[:200], "it is not complete Python"))
                if not lines[at].strip() or len(lines) == 1:
                    break
                lines[at] = ""
        else:
            return [_placed(node, first) for node in tree.body], dropped
    return [], dropped


def _tree(source: str) -> ast.Module:
    if len(source) > MOST_STATEMENT_CHARACTERS:
        raise ValueError("the statement is too long")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in somebody's strings
        return ast.parse(source)


def _placed(node: ast.stmt, first: int) -> Statement:
    ast.increment_lineno(node, first - 1)
    return Statement(node, node.lineno, node.end_lineno or node.lineno)


def _modern(line: str) -> str:
    """Python 2's print statement, a notebook's magic and ellipses leave nothing that is needed."""
    bare = line.lstrip()
    if bare.startswith(("%", "!", "```", "~~~")) or re.match(r"print [\"'\w]", bare):
        return line[: len(line) - len(bare)] + "pass"
    return line


def _repair(lines: list[str], at: int, message: str) -> bool:
    """Mends what a cut excerpt lacks: a body, closing brackets. False where nothing is known to help."""
    if "expected an indented block" in message:
        return _give_body(lines, at)
    if "was never closed" in message or "unexpected EOF" in message:
        return _close_brackets(lines)
    if "unexpected indent" in message and at == 0:
        lines[:] = textwrap.dedent("\n".join(lines)).split("\n")
        return not lines[0].startswith(" ")
    return False


def _give_body(lines: list[str], at: int) -> bool:
    header = next((k for k in range(at - (at > 0), -1, -1) if lines[k].strip()), at)
    indent = len(lines[header]) - len(lines[header].lstrip())
    lines.insert(header + 1, " " * (indent + 1) + "pass")
    return True


def _close_brackets(lines: list[str]) -> bool:
    stack = _open_brackets("\n".join(lines))
    if stack:
        lines.append("".join(_CLOSING[mark] for mark in reversed(stack)))
    return bool(stack)


def _open_brackets(source: str) -> list[str]:
    stack: list[str] = []
    for mark in re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*", "", source):
        if mark in "([{":
            stack.append(mark)
        elif mark in ")]}" and stack:
            stack.pop()
    return stack

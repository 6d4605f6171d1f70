"""Lines that lost the ends between them: `curl -d @file`, for example, takes all line ends out of a log."""

import re

LONG = 30
"""Characters of a line from which several records may be in it."""

_MAY_LACK_ONE = re.compile(r"[A-Zeis](?<=[\d\])%].)[a-z]")
"""Quick to look for: what every lost line end has."""

_LOST_LINE_END = re.compile(
    r"(?<=[\d\])])(?=[A-Z][a-z]++ [\d(a-z])(?!(?:[KMGT]b|Min|Sec|Hours)\b)"
    r"|(?<=[\d\])%])(?=(?:epoch|step|iter(?:ation)?)[ :=#\[]{1,3}\d)"
)
_COUNTED = re.compile(r"(?i:epoch|iteration|iter|step)(?=[ :=#\[(]{0,3}\d)")
_FIRST_WORD = re.compile(r"[A-Z][a-z]{4,}")


def parted(line: str) -> list[str]:
    """The line cut where its first word comes again, or else where another known word follows a number."""
    glued = _unglued(line)
    if len(glued) > 1:
        return glued
    if line.count("}{") > 1:
        return line.replace("}{", "}\n{").split("\n")
    again = _again(line) if len(line) > LONG else [line]
    if len(again) > 1:
        return again
    return _LOST_LINE_END.split(line) if _MAY_LACK_ONE.search(line) else [line]


def all_parted(line: str) -> list[str]:
    """A line too long to be one, cut at both."""
    return [part for piece in _unglued(line) for part in _LOST_LINE_END.split(piece)]


def _again(line: str) -> list[str]:
    """The line cut wherever what it counts by is counted anew: "Epoch 1 loss 0.5 Epoch 2 loss 0.4"."""
    first = _COUNTED.search(line)
    if first is None or line.find(first[0], first.end()) < 0:
        return [line]
    anew = rf"\[?{first[0]}[ :=#\[(]{{0,3}}\d"
    return re.split(rf"(?<=[\d%)\]}}'\",;.s])[\s'\"|]+(?={anew})|(?<=\])(?=\[{first[0]} \d)", line)


def _unglued(line: str) -> list[str]:
    """The line cut wherever its first word follows a number without a blank."""
    first = _FIRST_WORD.match(line)
    if first is None or line.find(first[0], first.end()) < 0:
        return [line]
    return re.split(rf"(?<=[\d\])])(?={first[0]}\b)", line)

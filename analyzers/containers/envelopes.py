"""What other programs put before the lines of a log: stamps of containers and schedulers, marks of mails."""

import re
from collections.abc import Iterator
from itertools import takewhile

import orjson

from analyzers.free_text.names.roles import role_of

LARGEST = 4_000_000
"""Bytes of a log in which a prefix is looked for; a longer one is no table that somebody pasted."""

REACH = 200
"""Characters of a line in which its prefix ends."""

MESSAGES = ("log", "message", "msg", "textPayload", "MESSAGE", "line", "text")
"""Keys under which records of container logs hold the line that was printed."""

RECORDS = "Each line is a record of a container log: its message was read."
BEFORE = "What stands before each line was left out: '{}'."

_TOKEN = re.compile(r"\d+|\s+|[^\W\d_]+|.", re.DOTALL)
_ENDS = re.compile(r"[\s:|>()\[\]\"'+#/*-]")
_CLOSING = re.compile(r"\s*[\"')\]|],?\s*$")


def opened(text: str) -> tuple[str, str] | None:
    """The text without what stands around each of its lines, and a note that says so; None where nothing does.

    >>> opened("job-0 | epoch,loss\\njob-0 | 1,0.5\\njob-0 | 2,0.25")
    ('epoch,loss\\n1,0.5\\n2,0.25', "What stands before each line was left out: 'job-0 | '.")
    """
    lines = text.splitlines()
    told = [line for line in lines if line.strip()]
    if len(told) < 2:
        return None
    if all(line.startswith("{") for line in told):
        messages = list(_messages(lines))
        return ("\n".join(messages), RECORDS) if any(messages) else None
    width = _width(told)
    first = "".join(_tokens(told[0])[:width])
    if not first.strip():
        return None
    closed = first.rstrip()[-1] in "\"'([|"
    return "\n".join(_without(line, width, closed) for line in lines), BEFORE.format(first)


def _messages(lines: list[str]) -> Iterator[str]:
    """The lines that records of JSON hold; nothing where a record holds none."""
    found = []
    for line in lines:
        try:
            record = orjson.loads(line) if line.strip() else {}
        except orjson.JSONDecodeError:
            return
        message = next((record[key] for key in MESSAGES if isinstance(record.get(key), str)), None)
        if message is None and record:
            return
        found.append((message or "").rstrip("\n").replace("\n", " "))
    yield from found


def _width(lines: list[str]) -> int:
    """How many tokens all lines begin with alike, up to a sign that parts them from the rest."""
    shared = _alike(lines[0])
    for line in lines[1:]:
        pairs = zip(shared, _alike(line), strict=False)
        shared = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    told = next((at for at in range(len(shared)) if _begins_record(*shared[at : at + 2])), len(shared))
    told = next((at for at in range(1, told) if _is_value(*shared[at - 1 : at + 3])), told)
    if "|" in shared[:2] and not "".join(shared[: shared.index("|")]).strip():  # the edge of a table
        told = min(told, shared.index("|") + 1)
    ends = (at + 1 for at in range(told - 1, -1, -1) if _ENDS.fullmatch(shared[at]))
    return next(ends, 0)


def _alike(line: str) -> list[str]:
    return ["0" if token.isdigit() else " " if token.isspace() else token for token in _tokens(line)]


def _tokens(line: str) -> list[str]:
    return _TOKEN.findall(line[:REACH])


def _begins_record(part: str, following: str = "") -> bool:
    """Whether something that a log tells begins here: a dict, a counter, a metric ("box7" is a machine)."""
    known = len(part) > 2 and role_of(part) in ("epoch", "step", "batch", "metric", "lr")
    return part.startswith("{") or (known and following != "0")


def _is_value(before: str, part: str, behind: str = "", following: str = "") -> bool:
    """Whether a number is one of a row, "1, 0.5", and not of a time or an address."""
    parted = behind == "." or (behind in (",", ";") and following == " ")
    return part == "0" and parted and before not in (":", ".", "-", "/")


def _without(line: str, width: int, closed: bool) -> str:
    rest = line[sum(map(len, _tokens(line)[:width])) :]
    return _CLOSING.sub("", rest) if closed else rest

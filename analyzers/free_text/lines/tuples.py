"""Names before their values: Julia's "(i, loss) = (1, 0.3)", "loss (min, avg): (0.1, 0.3)", "loss, acc: 0.3 0.9"."""

import re
from collections.abc import Iterator

from analyzers.free_text.names.roles import role_of
from analyzers.vocabulary import SPLITS

SIGNS = (") = (", "): (")
"""One of them is in every such line."""

_SHOWN = re.compile(r"(\s*|[^()=:]{1,40} )\((.{1,200}?)\)(?: =|:) \((.{1,400})\)\s*")
_LISTED = re.compile(
    r"(.{0,160}[:=] )?([^:=]{3,200}),([^:=,\d]{2,40}?)\s*(?::|=+>?|-+>)\s*"
    r"((?:[-+.\deE]++|nan|-?inf)%?(?:[\s,;/|]++(?:[-+.\deE]++|nan|-?inf)%?)++)[\s,;]*"
)
_SEPARATOR = re.compile(r"[\s,;/|]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_NAME = re.compile(r"[^\W\d][\w@%-]*(?: [^\W\d][\w@%-]*){0,2}$")
_REMARK = re.compile(r" \(tracked\)")


def shown(line: str) -> str:
    """The line with each value behind its name; unchanged where names and values differ in number.

    >>> shown("(i, loss(x, y)) = (1, 0.25)"), shown("(a, b) = (1, 2, 3)")
    ('i = 1, loss = 0.25', '(a, b) = (1, 2, 3)')
    >>> shown("val loss (min, avg): (0.1, nan)")
    'val loss min = 0.1, val loss avg = nan'
    """
    found = _SHOWN.fullmatch(_REMARK.sub("", line))
    if found is None:
        return line
    front, *parts = found.groups()
    names, values = map(list, map(_parted, parts))
    if len(names) != len(values):
        return line
    pairs = zip(names, values, strict=True)
    return ", ".join(f"{front.lstrip()}{name.partition('(')[0]} = {value}" for name, value in pairs)


def listed(line: str) -> str:
    """The same for a list of names, of which one is a metric, before as many numbers.

    >>> listed("epoch, loss, acc: 1 0.25 0.9"), listed("Epoch 3, val loss, val acc = 0.25, 0.9")
    ('epoch = 1, loss = 0.25, acc = 0.9', 'Epoch 3, val loss = 0.25, val acc = 0.9')
    >>> listed("val, round, loss ===> 002, 0.88"), listed("mean, std: 0.5, 0.2")
    ('val, round = 002, loss = 0.88', 'mean, std: 0.5, 0.2')
    """
    found = _LISTED.fullmatch(line)
    if found is None or _THOUSANDS.fullmatch(found[4]):
        return line
    values = _SEPARATOR.split(found[4])
    parts: list[str] = [*found[2].split(","), found[3]]
    front, named = parts[: -len(values)], [_NAME.search(part.rstrip()) for part in parts[-len(values) :]]
    names = [name[0] for name in named if name]
    whole = all(
        name and name[0] == part.strip() for name, part in zip(named[1:], parts[1 - len(values) :], strict=True)
    )
    before = _NAME.search(front[-1].rstrip()) if front else None
    fits = len(names) == len(values) and whole and not (before and before[0].lower() not in SPLITS)
    if not fits or not any(role_of(name) == "metric" for name in names):
        return line
    lead = (
        (found[1] or "")
        + "".join(f"{part}," for part in front)
        + parts[-len(values)].rstrip()[: named[0].start() if named[0] else 0]
    )
    return lead + ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))


def _parted(text: str) -> Iterator[str]:
    """The elements of a tuple; commas inside brackets part none."""
    depth, begin = 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip()

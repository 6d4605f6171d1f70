"""A table of text that stands amid other text: between empty lines or in a fence, code or prose before or behind it."""

import re

LARGEST = 200_000
"""Characters: a longer text is a file, not somebody's post."""

MOST_PARTS = 40
"""Of a text that is cut at its empty lines and fences; a log with more is no prose."""

FEWEST_LINES = 4
"""Of a table: its header and three rows."""

DELIMITERS = (re.compile("\t"), re.compile(";"), re.compile(","), re.compile(" {2,}"))
_BREAK = re.compile(r"\n[ \t]*\n|^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE)
_NAME = re.compile(r"[^\W\d_]")


def excerpt(text: str) -> str | None:
    """The one table of a text that holds more than it; None where there is none, or several, or nothing else.

    >>> excerpt("My CSV:\\n\\nepoch;loss\\n1;0,5\\n2;0,4\\n3;0,3\\n\\nmodel = Net(4, 2)")
    'epoch;loss\\n1;0,5\\n2;0,4\\n3;0,3'
    """
    if len(text) > LARGEST or ("\n\n" not in text and "```" not in text and "\n \n" not in text):
        return None
    parts = _BREAK.split(text, MOST_PARTS)
    found = [part for part in parts if _is_table(part)]
    return found[0].strip("\r\n") if len(found) == 1 < len([part for part in parts if part.strip()]) else None


def _is_table(part: str) -> bool:
    """Whether all lines have as many delimiters, the first one has names alone, and the others begin with numbers."""
    lines = part.strip("\r\n").splitlines()
    if len(lines) < FEWEST_LINES:
        return False
    header, *rows = lines
    delimiter = next((each for each in DELIMITERS if each.search(header.strip())), None)
    if delimiter is None or not all(map(_NAME.search, names := delimiter.split(header.strip(" ")))):
        return False
    return all(len(delimiter.split(row.strip(" "))) == len(names) and not _NAME.match(row.strip()) for row in rows)

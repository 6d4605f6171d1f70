"""What pasting does to a log, undone: lost line ends, letters that a scanner took for digits."""

import re

LONG = 200
"""Characters of a line from which several lines may be in it."""

_STAMP = re.compile(r"(?<=\S)[ \t]++(?=\[?(?:19|20)\d\d[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d)")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_SLIP = re.compile(r"(?<![\w.])(?:[\dO]++\.\d*+[OolI][\dOolI]*+|O\.\d++)(?![\w.])")
_SLIPPED = re.compile(r"[OolI](?:(?<=[\d.].)|(?<=O)\.\d)")
"""Quick to look for: what all of them have."""

_LETTERS = str.maketrans("OolI", "0011")


def repaired(text: str) -> str:
    """The text with each time stamp at the beginning of a line where several stand in one; "O.5l" read as 0.51.

    Line ends that are spelt, as strings and pages have them, are some. Lines of tables of polars are plain ones.
    """
    if text.count("\\n") > max(2, text.count("\n")):
        text = text.replace("\\r\\n", "\r").replace("\\n", "\r")
    if "<br" in text or "<BR" in text:
        text = _BREAK.sub("\r", text)
    if "┆" in text:
        text = text.replace("┆", "│")
    lines = text.split("\n")
    if max(map(len, lines)) > LONG:
        text = "\n".join(_cut_at_stamps(line) if len(line) > LONG else line for line in lines)
    return _SLIP.sub(lambda found: found[0].translate(_LETTERS), text) if _SLIPPED.search(text) else text


def _cut_at_stamps(line: str) -> str:
    return _STAMP.sub("\r", line) if len(_STAMP.findall(line)) > 1 else line

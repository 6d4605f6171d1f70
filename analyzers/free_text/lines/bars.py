"""Progress bars in a line: each becomes one sign, and each state of one becomes a line of its own."""

import re

BAR = "▮"
"""Stands for a progress bar in a cleaned line."""

_BARS = re.compile(
    r"\[[=>.\-#*• ]{4,}+\]"  # [=====>....]
    r"|\|[ ]?(?:[█▏▎▍▌▋▊▉▓▒░#]++[\d ]?)[ ]*+\|"  # tqdm |███▏  |
    r"|\|[ ]{6,}+\|(?=[ ]\d)"  # tqdm at 0%
    r"|(?<=:[ ])\|[█-]{6,}+\|"  # fastprogress |██---|
    r"|\|[█▏▎▍▌▋▊▉▓▒░#]+\s*$"  # tqdm, cut off
    r"|[━─╸╺█▏▎▍▌▋▊▉▓▒░╭╯⣿■□]{4,}+[ ╸╺━]*+"  # Keras 3, rich, Lightning
)
_LOST_BAR = re.compile(r"(?<=\d%) ++(?=\d++/\d++ \[\d)")
"""Where a notebook showed the bar of tqdm as a picture: "100% 938/938 [00:12<00:00"."""

_SHARE = re.compile(rf"(?<![\d.])\d{{1,3}}%\s*(?={BAR}\s*\d+/\d+)")
"""How much of a bar is full, before it and its counts: no value of the name before that."""

_MAY_HAVE_BAR = re.compile(r"[\[|](?:[=>.#-]|  )")
"""Quick to look for: what every bar in ASCII begins with."""

_EVALUATION = re.compile(r"(?<=[\dnf])Epoch 1/\d+\s*$")
"""What some versions of Keras print behind a bar that is not quite full, when they begin to evaluate."""

_BAR_ENDS = re.compile(r"(?<=\S )(?=\d++/\d++ \[[=>.]{9,}+\])|(?:(?<=it)|(?<=/s)|(?<=it\])|(?<=/s\]))(?=\{['\"])")
"""Where another state of a bar follows in a line, or what a program printed behind it: "3.2s/it]{'loss': 0.5}"."""


def states(line: str) -> list[str]:
    """The line cut before another state of its bar, and before what a program printed right behind it."""
    if "]{" in line or "it{" in line or line.count(".]") + line.count("=]") > 1:
        return _BAR_ENDS.split(line)
    return [line]


def shortened(line: str) -> str:
    """The line with `BAR` for each bar; a line without a letter or digit is the ruler of a table and stays."""
    if (not line.isascii() or _MAY_HAVE_BAR.search(line)) and any(map(str.isalnum, line)):
        line = _EVALUATION.sub("", _BARS.sub(f" {BAR} ", line))
    if "% " in line and BAR not in line:
        line = _LOST_BAR.sub(f" {BAR} ", line)
    return _SHARE.sub("", line) if "%" in line and BAR in line else line

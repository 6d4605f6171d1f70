"""Text as a terminal showed it → the lines that were meant: escapes, progress bars and lost line ends undone."""

import re
from dataclasses import dataclass

BAR = "▮"
"""Stands for a progress bar in a cleaned line."""

MAX_LINE = 4_000
"""Longer lines are cut, so that one line cannot cost more than this many characters of matching."""

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\n]*+\x07?|[@-Z\\-_])|\^\[\[[\d;]*+[A-Za-z]|\[\d{1,2}(?:;\d{1,2})*+m"
)
_BACKSPACES = re.compile(r"\x08++")
_BARS = re.compile(
    r"\[[=>.\-#*• ]{4,}+\]"  # [=====>....]
    r"|\|[ ]?(?:[█▏▎▍▌▋▊▉▓▒░#]++[\d ]?)[ ]*+\|"  # tqdm |███▏  |
    r"|\|[ ]{6,}+\|(?=[ ]\d)"  # tqdm at 0%
    r"|[━─╸╺█▏▎▍▌▋▊▉▓▒░╭╯⣿■□]{4,}+[ ╸╺━]*+"  # Keras 3, rich, Lightning
)
_TAGS = re.compile(r"</?(?:br|p|div|span|pre|code|b|i|li|td|tr)\b[^<>]{0,80}>", re.IGNORECASE)
_WRAPPED_NUMBER = re.compile(
    r"(?:tensor|np\.float\d+|np\.int\d+|numpy\.float\d+|array|Array|DeviceArray)\(\s*+\[?([-+.\deE]++|-?nan|-?inf)\]?[^()\n]{0,80}\)"
    r"|<tf\.Tensor[^<>\n]{0,80}numpy=([-+.\deE]++|-?nan|-?inf)>"
)
_LOST_LINE_END = re.compile(r"(?<=[\d\])])(?=[A-Z][a-z]++ [\d(a-z])(?!(?:[KMGT]b|Min|Sec|Hours)\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_COMMA_VALUE = re.compile(r"[:=]\s?-?\d++,\d++(?![\d,])")
_POINT_VALUE = re.compile(r"[:=]\s?-?\d++\.\d")


@dataclass(frozen=True)
class Lines:
    """texts: the lines, cleaned · numbers: for each its line in the upload, from 1 · total: lines in the upload."""

    texts: list[str]
    numbers: list[int]
    total: int


def clean(text: str) -> Lines:
    """The lines of a text. A carriage return or backspaces begin a new state of the line, given as a line of its own."""
    texts: list[str] = []
    numbers: list[int] = []
    raw = _plain(text).split("\n")
    comma = uses_decimal_comma(text)
    for number, line in enumerate(raw, 1):
        for state in line.split("\r") if "\r" in line else (line,):
            if state and not state.isspace():
                for part in _tidy(state[:MAX_LINE], comma):
                    texts.append(part)
                    numbers.append(number)
    return Lines(texts, numbers, len(raw) - (raw[-1] == ""))


def uses_decimal_comma(text: str) -> bool:
    """Whether values are written as 0,25 in this text; judged by its first 100,000 characters."""
    head = text[:100_000]
    return len(_COMMA_VALUE.findall(head)) > 2 * len(_POINT_VALUE.findall(head))


def _plain(text: str) -> str:
    """The text without what only moves or colours the cursor; each repair only where its mark occurs at all."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\x1b" in text or "^[[" in text or "[0m" in text:
        text = _ESCAPES.sub("", text)
    if "\x08" in text:
        text = _BACKSPACES.sub("\r", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    for unusual in ("\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        if unusual in text:
            text = text.replace(unusual, "\n" if unusual != "\x0b" else " ")
    return text


def _tidy(line: str, comma: bool) -> list[str]:
    """One line, its bars and wrapped numbers made plain, cut where a line end was lost."""
    if "`" in line:
        line = line.replace("`", " ")
    if line[0] == ">":
        line = line.lstrip("> ")
    if comma:
        line = _DECIMAL_COMMA.sub(".", line)
    if "<" in line:
        line = _TAGS.sub(" ", line)
    if "(" in line or "<tf" in line:
        line = _WRAPPED_NUMBER.sub(lambda found: found[1] or found[2], line)
    if "|  " in line or "[=" in line or "[>" in line or "[." in line or not line.isascii() or "|#" in line:
        line = _BARS.sub(f" {BAR} ", line)
    return _LOST_LINE_END.split(line)

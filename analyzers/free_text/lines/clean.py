"""Text as a terminal showed it → the lines that were meant: escapes, progress bars and lost line ends undone."""

import re
from collections.abc import Iterable

from analyzers.free_text.lines.known import Known
from analyzers.free_text.lines.line_ends import all_parted
from analyzers.free_text.lines.lines import PER_LINE, Lines
from analyzers.free_text.lines.pasted import repaired
from analyzers.free_text.lines.tidying import tidied
from analyzers.text import zeroed

MAX_LINE = 4_000
"""Longer lines are cut, so that one line cannot cost more than this many characters of matching."""

HEAD = 1_000_000
"""Characters in which a log shows that it has colours whose escape character was lost."""

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\n]*+\x07?|[@-Z\\-_])|\^\[\[[\d;]*+[A-Za-z]|\[\d{1,2}(?:;\d{1,2})*+m"
)
_OCTAL = re.compile(r"#015|#033\[[\d;]*+[A-Za-z]")
"""Control characters as syslog and the logs of clusters write them."""

_BACKSPACES = re.compile(r"\x08++")
_FLEETING = re.compile(r"[^\W\d_]+ \d+/\d+ :(?:\s*| \|[█-]+\| (?!100).*)")
"""A bar of fastprogress that the next state of its line draws over."""

_COMMA_BETWEEN = re.compile(r",(?<=\d,)\d")
_COMMA_VALUE = re.compile(r"(?:[:=]\s?-?\d++,\d++|[^\W\d] -?\d{1,3},(?:\d{1,2}|\d{4,}))(?![\d,.]|, )")
_POINT_VALUE = re.compile(r"(?:[:=]|[^\W\d])\s?-?\d++\.\d")


def clean(text: str) -> Lines:
    """The lines of a text. A carriage return or backspaces begin a new state of a line, given as a line of its own."""
    raw = repaired(plain(text)).split("\n")
    total = len(raw) - (raw[-1] == "")
    places = range(PER_LINE, (total + 1) * PER_LINE, PER_LINE)
    return pieces(raw[:total], places, uses_decimal_comma(text), total)


def pieces(lines: list[str], places: Iterable[int], comma: bool, total: int) -> Lines:
    """The cleaned pieces of lines. places: where they stand, see `Lines` · comma: whether 0,25 is a number here."""
    kinds = zeroed(lines)
    if not comma and all(map(_is_clean.__getitem__, kinds)):
        return Lines(lines, list(places), total)
    texts: list[str] = []
    rows: list[int] = []
    for row, line, zeros in zip(places, lines, kinds, strict=True):
        if not comma and _is_clean[zeros]:
            texts.append(line)
            rows.append(row)
            continue
        for state in line.split("\r"):
            if state and not state.isspace() and not _FLEETING.fullmatch(state):
                glued = all_parted(state) if len(state) > MAX_LINE else (state,)
                parts = [part for piece in glued for part in tidied(piece[:MAX_LINE], comma)]
                texts += parts
                rows += range(row, row + len(parts))
                row += len(parts)
    return Lines(texts, rows, total)


@Known
def _is_clean(zeros: bytes) -> bool:
    """Whether the lines of these `zeros` are as they were meant."""
    line = zeros.decode(errors="surrogatepass")
    if not line or line.isspace() or len(line) > MAX_LINE or "\r" in line:
        return False
    return tidied(line, False) == [line]


def uses_decimal_comma(text: str) -> bool:
    """Whether values are written as 0,25 in this text; judged by its first 100,000 characters."""
    head = text[:100_000]
    if not _COMMA_BETWEEN.search(head):
        return False
    counts = list(map(_commas_and_points.__getitem__, zeroed(head.split("\n"))))
    return sum(commas for commas, _ in counts) > 2 * sum(points for _, points in counts)


@Known
def _commas_and_points(zeros: bytes) -> tuple[int, int]:
    """How many values lines of these `zeros` have with a decimal comma, how many with a point."""
    line = zeros.decode(errors="surrogatepass")
    return len(_COMMA_VALUE.findall(line)), len(_POINT_VALUE.findall(line))


def plain(text: str) -> str:
    """The text without what only moves or colours the cursor; each repair only where its mark occurs at all."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\x1b" in text or "^[[" in text[:HEAD] or "[0m" in text[:HEAD]:
        text = _ESCAPES.sub("", text)
    if "#015" in text or "#033[" in text:
        text = _OCTAL.sub(lambda found: "\r" if found[0] == "#015" else "", text)
    if "\x08" in text:
        text = _BACKSPACES.sub("\r", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    for unusual in ("\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        if unusual in text:
            text = text.replace(unusual, "\n" if unusual != "\x0b" else " ")
    return text

"""Text as a terminal showed it → the lines that were meant: escapes, progress bars and lost line ends undone."""

import re
from collections.abc import Iterable

from analyzers.free_text import tuples
from analyzers.free_text.known import Known
from analyzers.free_text.lines import PER_LINE, Lines
from analyzers.free_text.pasted import repaired
from analyzers.text import zeroed

BAR = "▮"
"""Stands for a progress bar in a cleaned line."""

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
_BARS = re.compile(
    r"\[[=>.\-#*• ]{4,}+\]"  # [=====>....]
    r"|\|[ ]?(?:[█▏▎▍▌▋▊▉▓▒░#]++[\d ]?)[ ]*+\|"  # tqdm |███▏  |
    r"|\|[ ]{6,}+\|(?=[ ]\d)"  # tqdm at 0%
    r"|(?<=:[ ])\|[█-]{6,}+\|"  # fastprogress |██---|
    r"|[━─╸╺█▏▎▍▌▋▊▉▓▒░╭╯⣿■□]{4,}+[ ╸╺━]*+"  # Keras 3, rich, Lightning
)
_LOST_BAR = re.compile(r"(?<=\d%) ++(?=\d++/\d++ \[\d)")
"""Where a notebook showed the bar of tqdm as a picture: "100% 938/938 [00:12<00:00"."""

_MAY_HAVE_BAR = re.compile(r"[\[|](?:[=>.#-]|  )")
"""Quick to look for: what every bar in ASCII begins with."""

_FLEETING = re.compile(r"[^\W\d_]+ \d+/\d+ :(?:\s*| \|[█-]+\| (?!100).*)")
"""A bar of fastprogress that the next state of its line draws over."""

_MARKED = re.compile(r"^(?:[> ]+|//+ *|\+(?=[^\W\d])|#(?:>|(?=\d)))")
"""What marks each line in mails, in source code and in the output of diff."""

_GLUED_EPOCH = re.compile(r"^(ep?)(?=\d+\b(?![.\w]))", re.IGNORECASE)
_BRACKETED_NAME = re.compile(r"(?<!\S)\[([^\W\d]\w*)\]:(?=\s*[-+.\d])")
_TAGS = re.compile(r"</?(?:br|p|div|span|pre|code|b|i|li|td|tr)\b[^<>]{0,80}>", re.IGNORECASE)
_WRAPPED_NUMBER = re.compile(
    r"(?:(?:tf\.T|t)ensor|np\.float\d+|np\.int\d+|numpy\.float\d+|array|Array|DeviceArray|param)\(\s*+\[?([-+.\deE]++|-?nan|-?inf)\]?[^()\n]{0,80}(?:\(\)[^()\n]{0,80})?\)"
    r"|<tf\.Tensor[^<>\n]{0,80}numpy=([-+.\deE]++|-?nan|-?inf)>"
)
_MAY_LACK_ONE = re.compile(r"[A-Zeis](?<=[\d\])%].)[a-z]")
"""Quick to look for: what every lost line end has."""

_LOST_LINE_END = re.compile(
    r"(?<=[\d\])])(?=[A-Z][a-z]++ [\d(a-z])(?!(?:[KMGT]b|Min|Sec|Hours)\b)"
    r"|(?<=[\d\])%])(?=(?:epoch|step|iter(?:ation)?)[ :=#\[]{1,3}\d)"
)
_BAR_ENDS = re.compile(r"(?<=\S )(?=\d++/\d++ \[[=>.]{9,}+\])|(?:(?<=it)|(?<=/s)|(?<=it\])|(?<=/s\]))(?=\{['\"])")
"""Where another state of a bar follows in a line, or what a program printed behind it: "3.2s/it]{'loss': 0.5}"."""

_FIRST_WORD = re.compile(r"[A-Z][a-z]{4,}")
_PRINTED_TUPLE = re.compile(r"['\"],(?=\s?[-+.\dni])")
"""A name and its value as Python 2 prints them: ('loss:', 0.5)."""

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_COMMA_BETWEEN = re.compile(r",(?<=\d,)\d")
_COMMA_VALUE = re.compile(r"(?:[:=]\s?-?\d++,\d++|[^\W\d] -?\d{1,3},(?:\d{1,2}|\d{4,}))(?![\d,.]|, )")
_POINT_VALUE = re.compile(r"(?:[:=]|[^\W\d])\s?-?\d++\.\d")


def clean(text: str) -> Lines:
    """The lines of a text. A carriage return or backspaces begin a new state of a line, given as a line of its own."""
    raw = repaired(plain(text)).split("\n")
    places = range(PER_LINE, (len(raw) + 1) * PER_LINE, PER_LINE)
    return pieces(raw, places, uses_decimal_comma(text), len(raw) - (raw[-1] == ""))


def pieces(lines: list[str], places: Iterable[int], comma: bool, total: int) -> Lines:
    """The cleaned pieces of lines. places: where they stand, see `Lines` · comma: whether 0,25 is a number here."""
    texts: list[str] = []
    rows: list[int] = []
    for row, line, zeros in zip(places, lines, zeroed(lines), strict=True):
        if not comma and _is_clean[zeros]:
            texts.append(line)
            rows.append(row)
            continue
        for state in line.split("\r"):
            if state and not state.isspace() and not _FLEETING.fullmatch(state):
                glued = _all_ends_lost(state) if len(state) > MAX_LINE else (state,)
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


def tidied(line: str, comma: bool) -> list[str]:
    """One line, its bars and wrapped numbers made plain, cut where a line end was lost."""
    if "]{" in line or "it{" in line or line.count(".]") + line.count("=]") > 1:
        states = _BAR_ENDS.split(line)
        if len(states) > 1:
            return [part for state in states for part in tidied(state, comma)]
    if "`" in line:
        line = line.replace("`", " ")
    if line[0] in ">+/#":
        line = _MARKED.sub("", line)
    elif line[0] in "Ee":
        line = _GLUED_EPOCH.sub(r"\1 ", line)
    if comma:
        line = _DECIMAL_COMMA.sub(".", line)
    if "]:" in line:
        line = _BRACKETED_NAME.sub(r"\1:", line)
    if "<" in line:
        line = _TAGS.sub(" ", line)
    if "(" in line or "<tf" in line:
        line = _WRAPPED_NUMBER.sub(lambda found: found[1] or found[2], line)
    if (not line.isascii() or _MAY_HAVE_BAR.search(line)) and any(map(str.isalnum, line)):  # else the ruler of a table
        line = _BARS.sub(f" {BAR} ", line)
    if "% " in line and BAR not in line:
        line = _LOST_BAR.sub(f" {BAR} ", line)
    if line.endswith("\\\\") and "&" in line:  # a row of LaTeX
        line = line[:-2].replace("&", "|")
    if line.startswith(("('", '("', "['")):
        line = _PRINTED_TUPLE.sub("", line)
    if tuples.SIGN in line:
        line = tuples.shown(line)
    glued = _unglued(line)
    if len(glued) > 1:
        return glued
    return _LOST_LINE_END.split(line) if _MAY_LACK_ONE.search(line) else [line]


def _all_ends_lost(line: str) -> list[str]:
    """A line too long to be one, cut: `curl -d @file`, for example, takes all line ends out of a log."""
    return [part for piece in _unglued(line) for part in _LOST_LINE_END.split(piece)]


def _unglued(line: str) -> list[str]:
    """The line cut wherever its first word follows a number without a blank."""
    first = _FIRST_WORD.match(line)
    if first is None or line.find(first[0], first.end()) < 0:
        return [line]
    return re.split(rf"(?<=[\d\])])(?={first[0]}\b)", line)

"""One line of text as a person would have typed it: its marks, tags, bars and wrapped numbers made plain."""

import re

from analyzers.free_text.lines import bars, detections, line_ends, tuples
from analyzers.free_text.names.roles import role_of

_MARKED = re.compile(r"^(?:[> ]+|//+ *|\+(?=[^\W\d])|#(?:>|(?=\d| ?[Ee]poch \d+/\d)))")
"""What marks each line in mails, in source code and in the output of diff."""

_STAMP = re.compile(
    r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d.{0,80}?(?: [:|-] |[\]:] |\t)\s*"
    r"(?=[-+]?\d[-+.\de]*+(?:[ \t]++(?:[-+]?\d[-+.\de]*+|nan))+\s*$|(?:epoch|step|iter)[a-z]*(?: {2,}|\t)[^\d:=]+$)",
    re.IGNORECASE,
)
"""What a logger writes before a row of a table, or before its header."""

_GLUED_EPOCH = re.compile(r"^(ep?)\.?(?=\d+\b(?![.\w]))", re.IGNORECASE)
_BRACKETED_NAME = re.compile(r"(?<!\S)\[([^\W\d]\w*)\]:?(?=\s*(?:[-+.\d]|nan\b|inf\b))", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:br|p|div|span|pre|code|b|i|li|td|tr)\b[^<>]{0,80}>", re.IGNORECASE)
_WRAPPED_NUMBER = re.compile(
    r"(?:(?:tf\.T|t)ensor|np\.float\d+|np\.int\d+|numpy\.float\d+|array|Array|DeviceArray|param)\(\s*+\[?([-+.\deE]++|-?nan|-?inf)\]?[^()\n]{0,80}(?:\(\)[^()\n]{0,80})?\)"
    r"|<tf\.Tensor[^<>\n]{0,80}numpy=([-+.\deE]++|-?nan|-?inf)>"
)
_PRINTED_TUPLE = re.compile(r"['\"],(?=\s?[-+.\dni])")
"""A name and its value as Python 2 prints them: ('loss:', 0.5)."""

_SPLITS_BEHIND = re.compile(r"\b([^\W\d]\w*) ?[(\[]([^\W\d_]+)/([^\W\d_]+)[)\]](?=\s*[:=])")
_RANK = re.compile(r"(?<=\w)(?<!loss)(?<!Loss) ?@ (?=\.?\d)")
"""Of the best so many: "Prec @ 5 0.81"."""

_OVERLAPS = re.compile(r"(?<=@)(?:\[\s?(?:IoU=)?(?=[\d.:]+\s?\]))?(0?\.\d\d?):(0?\.\d\d?)(?:\s?\])?")
"""The thresholds of a mean average precision: "mAP@0.50:0.95", "AP@[IoU=0.50:0.95]"."""

_APOSTROPHES = re.compile(r"(?<![\w'’.])\d{1,3}(?:['’]\d{3})++(?!['’\d])")
"""1'234.5, as the Swiss write it."""

_BOLD = re.compile(r"\*\*([^*|]+)\*\*")
_LEADER = re.compile(r"(?<=[^\W\d]) ?\.{4,} ?(?=[-+]?\d)")
"""Dots that lead from a name to its value, as in a table of contents."""

_ASIDE = re.compile(r"(?<=[\d)}\]%])\s+(?:<-{1,4}|←).*")
"""What somebody wrote behind the number that matters: "0.52  <-- from epoch 3 on"."""

_INDEXED = re.compile(
    r"\s*([^\W\d][\w /-]{0,30}?) ?(?:\[ *(\d+(?:, *\d+)?) *\](?:\([^()\d]{1,40}\))?|@ ?(\d+)) *[:=]"
    r"(?=\s*[-+]?(?:\d|nan|inf))",
    re.IGNORECASE,
)
"""A metric with its count behind it: "loss[100]: 0.52", "Loss [1, 100]: 0.52", "loss @ 100: 0.52"."""

_SCORED = re.compile(r"(?:\[([\w-]+)\] )?%([WCSP]ER) ([\d.]++)%? \[.*")
"""An error rate of speech as Kaldi and icefall write it: "[test-clean] %WER 3.1% [1629 / 52576, ...]"."""

_MINUS = re.compile(r"−(?=\.?\d)|(?<=\d[eE])[–−](?=\d)")
"""The signs that word processors make of "-"."""

_AFTER = re.compile(
    r"(?<=loss|cost|rror|racy|ward) (after|at) (\d++) (epoch|iter(?:ation)?|step|update|batch|round|episode)(?:e?s)?\b",
    re.IGNORECASE,
)
"""A metric, and how many of what it took: "loss after 100 steps: 0.52"."""

_GLUED_VALUE = re.compile(r"(?:loss|acc|accuracy|error|cost)(?=\d++\.\d\d)")
_FILLED = re.compile(r"(?<=[\s:=])(-?inf|nan)xx+(?![^\W_])")
"""What PaddleOCR's format "{:x<6f}" makes of NaN and infinity: "nanxxx", "-infxx"."""

_IN_ANGLES = re.compile(r"<([^\W\d]\w*)>(?=\s*[-+]?(?:\d|nan))")
_POWER = re.compile(r"(?<=\d)\s?[x×*·]\s?10(?:\^|\*\*)[{(]?([-+]?\d++)[)}]?")
_ESCAPED = re.compile(r"(?<!\\)\\(?=[\[\]_*#<>|]|$)")
"""What writers of Markdown put before a mark that is meant, or at the end of a line."""

_LAST_NUMBERS = re.compile(r"(?<=[:=>])\s*+[-+.\deE]++%?[\s,;/|]++[-+.\deE]++[-+.\deEnaif%\s,;/|]*+$")
"""Several numbers behind the last sign of a value."""

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def tidied(line: str, comma: bool) -> list[str]:
    """A line that is not empty, made plain and cut where a line end was lost. comma: whether 0,25 is a number"""
    states = bars.states(line)
    if len(states) > 1:
        return [part for state in states for part in tidied(state, comma)]
    line = _unmarked(line.replace("`", " "))
    if comma:
        line = _DECIMAL_COMMA.sub(".", line)
    return line_ends.parted(_untupled(_cells_of_latex(bars.shortened(_unwrapped(line)))))


def _unmarked(line: str) -> str:
    """The line without what marks its beginning, and with a blank behind an epoch that is glued to its number."""
    if line[0] in ">+/#":
        return _MARKED.sub("", line)
    if line[0] in "Ee":
        return _GLUED_EPOCH.sub(r"\1 ", line)
    return _STAMP.sub("", line) if line[4:5] == "-" and line[0].isdigit() else line


def _unwrapped(line: str) -> str:
    """Names without their brackets and blanks, numbers without the array or the tag around them."""
    if "\\" in line:
        line = _ESCAPED.sub("", line)
    if "[" in line:
        line = _BRACKETED_NAME.sub(_named, line)
    if "ER " in line and (scored := _SCORED.match(line)):
        line = scored.expand(r"\1 \2 \3%")
    if ("[" in line or "@" in line) and (indexed := _INDEXED.match(line)):
        line = _counted(indexed) + line[indexed.end() :].replace(f"[{indexed[2]}]", "")
    if not line.isascii():
        line = _MINUS.sub("-", line)
    if " after " in line or " at " in line:
        line = _AFTER.sub(r" \1 \3 \2", line)
    if "10^" in line or "10**" in line:
        line = _POWER.sub(r"e\1", line)
    if "<-" in line or "←" in line:
        line = _ASIDE.sub("", line)
    if "**" in line:
        line = _BOLD.sub(r"\1", line)
    if "xx" in line:
        line = _FILLED.sub(r"\1", line)
    if "...." in line:
        line = _LEADER.sub(": ", line)
    if "/" in line and (_SPLITS_BEHIND.search(line)):
        line = _SPLITS_BEHIND.sub(r"\2/\3 \1", line)
    if "@" in line:
        line = _OVERLAPS.sub(r"\1-\2", _RANK.sub("@", line))
    if "'" in line or "’" in line:
        line = _APOSTROPHES.sub(lambda found: re.sub("['’]", ",", found[0]), line)
    if detections.SIGN in line:
        line = detections.named(line)
    if "<" in line:
        line = _IN_ANGLES.sub(_named, _TAGS.sub(" ", line))
    if "(" in line or "<tf" in line:
        line = _WRAPPED_NUMBER.sub(lambda found: found[1] or found[2], line)
    return _GLUED_VALUE.sub(r"\g<0> ", line)


def _named(found: re.Match[str]) -> str:
    """A name in brackets before a number, with a colon; other words in brackets, of a logger say, stay as they are."""
    return f"{found[1]}:" if found[0].endswith(":") or role_of(found[1]) in ("metric", "lr", "step") else found[0]


def _counted(found: re.Match[str]) -> str:
    """A metric behind the count that stood behind its name; a counter, and the best so many, stay as they are."""
    counted = role_of(found[1]) == "metric" and (found[2] or found[1].lower().endswith("loss"))
    return f"[{found[2] or found[3]}] {found[1]}:" if counted else found[0]


def _cells_of_latex(line: str) -> str:
    """A row of a table of LaTeX with bars between its cells."""
    return line[:-2].replace("&", "|") if line.endswith("\\\\") and "&" in line else line


def _untupled(line: str) -> str:
    """What Python 2 or Julia prints as a tuple, as names with values."""
    if line.startswith(("('", '("', "['")):
        line = _PRINTED_TUPLE.sub("", line)
    if any(sign in line for sign in tuples.SIGNS):
        return tuples.shown(line)
    return tuples.listed(line) if "," in line and _LAST_NUMBERS.search(line) else line

"""The name that ends right before a number, and the unit right behind it."""

import re

from analyzers.free_text.names.roles import counter_of, is_metric
from analyzers.frozen import frozen
from analyzers.vocabulary import SPLITS

MAX_WORDS = 6
"""A longer run of words before a number is a sentence, not a name."""

_QUOTES = " \t'\"`*"
_DELIMITER = re.compile(
    r"[,;|│┃║\[\](){}<>，；。、（）【】\t▮]|\s[-–—*·•»]+\s|\s{2,}|(?:^|\s)[-–—*]+\s|(?<=\w{4})\.\s|(?<=\w)\.[a-z]{1,5}:\d+\W*\s"
)
_JOINT = re.compile(r"(?:[:=：]|->|=>|[-=]{2,}>|\bis\b|\bof\b|\bat\b|\bwas\b|~|≈|@)\s*$", re.IGNORECASE)
_BRACKETED_COUNTER = re.compile(r"([^\W\d_]+)(?:\s*\([^()]{0,20}\))?\s*[\[(]$")
_REMARK = re.compile(r"\s*\([^()]{0,30}\)$|\s*\[[^\[\]]{0,12}\]$")
_BEHIND = re.compile(r"\s*[(\[](\w+)[)\]]$")
_SLASH = re.compile(r"['\")\]]?\s*/\s+(?=[^\W\d])")
_FILLER = re.compile(r"^(?:(?:is|was|the|and|with|a|has|at|of|in|during|after|INFO|DEBUG|WARNING|WARN|TRACE) )+")
_MARK = re.compile(r"^(?:[^\w\s(\[$%+]+|ℹ|\+)\s+")
_NO_NAME = re.compile(r"[%$^&+!?\\~`{}<>]|\w\(|https?:|^/|^[I第]$|^[^\w]|^[\d_]")
_PATH = re.compile(r"(\w+)/.*/([\w ]+)")

_TIMES = r"[mun]?s(?:ecs?|econds?)?\b|µs\b|[mM]in(?:utes?|s)?\b|h(?:ours?|rs?)?\b"
_OF_DAY = r"(?<!\s)Z\b(?: std(?:out|err) [FP]\b)?|[AP]M\b"
_BYTES = r"(?:k|M|G|T|P)?(?:iB|B|b)(?:/s)?\b|(?<!\s)[GMKkT]\b"
_THINGS = r"it|its|iters?|steps?|batch(?:es)?|samples?|images?|imgs?|words?|tok(?:en)?s?|examples?|sents?|records?"
_UNIT = re.compile(rf"\s?(?:%|{_TIMES}|{_OF_DAY}|{_BYTES}|[TGM]?FLOPS?\w*|(?:{_THINGS})(?:/s\w*|/\w+)\b)(?:/\w+)?")
_NO_METRIC_UNIT = re.compile(rf"\s?(?:{_TIMES}|{_BYTES}|\w+/s(?:ec)?\b(?!\s?[=:]))(?![\w(])")


@frozen()
class Name:
    """What stands before a number.

    text:    the name, "" where there is none
    context: what stands before the name
    stated:  whether ":", "=" or the like joins it to the number
    """

    text: str
    context: str
    stated: bool


def name_before(text: str, first: bool) -> Name:
    """The name at the end of `text`, which lies between two numbers, or before the `first` one.

    >>> name_before("Test set: Average loss: ", True)
    Name(text='Average loss', context='Test set', stated=True)
    >>> name_before("ms/step - val_loss ", False)
    Name(text='val_loss', context=' - ', stated=False)
    """
    bare = _opened(text if first else _behind_value(text))
    unjoined = _JOINT.sub("", bare).rstrip(_QUOTES + "|│┃:")
    unjoined = _JOINT.sub("", unjoined).rstrip(_QUOTES + "|│┃:")
    shorn = _REMARK.sub("", unjoined).rstrip(_QUOTES)
    last = _behind_pair(_DELIMITER.split(shorn)[-1])
    context = shorn[: len(shorn) - len(last)]
    front, colon, last = last.replace("：", ":").strip(_QUOTES + "#.-_\u200b").rpartition(":")
    name = _FILLER.sub("", _MARK.sub("", last.strip(_QUOTES + "#.-–—*·•").removeprefix("u'")))
    parts = name.split()
    short = parts and (len(parts) <= MAX_WORDS or counter_of(parts[-1]))
    usable = short and not _NO_NAME.search(name) and not _is_file(name)
    split = _BEHIND.search(unjoined)
    if usable and split and split[1].lower() in SPLITS and not counter_of(name):  # "loss (val)"
        name = f"{name} ({split[1]})"
    return Name(name if usable else "", f"{context}{front}" if colon else context, bare != unjoined)


def _behind_value(text: str) -> str:
    """The text behind a value without its unit, or the slash that parts it from what follows: "0.5 / acc 0.8"."""
    if _UNIT.match(text):
        return _UNIT.sub("", text, count=1)
    return _SLASH.sub("", text, count=1) if _SLASH.match(text) else text


def _behind_pair(text: str) -> str:
    """The text behind a pair whose value is no number: "loss" of "level=info msg=\"epoch done\" loss"."""
    name, _, behind = text.rpartition("=")
    if not name[-1:].isalnum():
        return text
    quoted = behind.startswith('"')
    return behind[quoted:].partition('"' if quoted else " ")[2].lstrip() or text


def _opened(text: str) -> str:
    """The text without the bracket or quote that opens around the number: "loss: <", "Epoch [", "'loss': '"."""
    text = text.rstrip(_QUOTES)
    counter = _BRACKETED_COUNTER.search(text)
    if counter and counter_of(counter[1]):
        return text[:-1].rstrip()
    if text.endswith(("[", "(")) and is_metric(_DELIMITER.split(text[:-1].rstrip())[-1]):
        return text[:-1].rstrip()
    if text.endswith(("<", "[", "(")) and _JOINT.search(text[:-1].rstrip(_QUOTES)):
        return text[:-1].rstrip(_QUOTES)
    return text


def _is_file(name: str) -> bool:
    """Whether a name with several slashes is a path of files, not a metric's: "loss/mask/head0"."""
    path = _PATH.search(name)
    return path is not None and not any(map(is_metric, path.groups()))


def is_percent(after: str) -> bool:
    """Whether the text behind a number begins with a percent sign."""
    return after.lstrip().startswith("%")


def has_other_unit(after: str) -> bool:
    """Whether the text behind a number gives it a unit that no metric has: seconds, bytes, a speed."""
    return _NO_METRIC_UNIT.match(after) is not None

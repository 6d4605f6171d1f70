"""A value that has no name before it: a counter by its place, the value of a counter, or one named behind."""

import re

from analyzers.free_text.names.names import has_other_unit, is_percent
from analyzers.free_text.names.roles import counter_of, role_of
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.heard import Heard
from analyzers.free_text.phrases.template import Slot
from analyzers.free_text.phrases.wording import AFTER_COUNTER, Value

_LEADING = re.compile(r"\s*[\[(#>]*\s*$")
_PLACE_OPENS = re.compile(r"(?:^|[\[(%:|▮])\s*$|\]\s*\[\s*$")
_OPENS = re.compile(r"(?:^|\s)[\[(]\s*$")
_REOPENS = re.compile(r"\s*[\])][\s,:-]*[\[(]\s*")
_PARTS = re.compile(r"[\s\])>|]*[\s,;:|-][\s\[(<|]*")
_GLUED = re.compile(r"\s?([^\W\d_]+)")
_CLOSES = re.compile(r"\s*\]:?\s")
_UNIT = re.compile(r"(?:epoch|batch)(?![\w/])")
_ALONE = re.compile(r"\s+[^\W\d_]+\W*")
_TRAILING = re.compile(r"\s+([^\W\d_][\w ]{0,20}?)\s*(?:[,;|]|$)")
_TRAILING_NAMES = {"avg": "avg loss", "rate": "learning rate"}


def take(heard: Heard, value: Value) -> None:
    """Takes a value for what its place in the line makes it, if anything."""
    before = value.before.strip()
    unit = glued(value.after)
    if _is_pair(heard, value, before):
        heard.count("batch" if value.place else "epoch", value)
    elif unit and unit not in heard.counters:
        heard.count(unit, value)
    elif not heard.counters and (_is_epoch(heard, value) or opens_places(heard, value)):
        heard.count("epoch", value)
    elif value.per > 0:
        if "batch" not in heard.counters and _is_place(heard, value, before):
            heard.count("batch" if heard.counters or heard.bar else "step", value)
    elif _leads(heard, value, before):
        heard.count("step", value)
    elif before in ("][", ")(") and "epoch" in heard.counters and "batch" not in heard.counters:
        heard.count("batch", value)
    elif _is_led(heard, value, before):
        _led(heard, value)
    elif before.endswith((",", ":", ";", "|")) or value.place == 0:
        _named_behind(heard, value)


def _is_pair(heard: Heard, value: Value, before: str) -> bool:
    """Whether the value is the epoch or the batch in "[1, 2000] loss: 2.1", as PyTorch's tutorial prints them."""
    if value.place > 1 or (before != "," if value.place else before != "[" or value.after.strip() != ","):
        return False
    texts, values = heard.line.texts, heard.line.values[:2]
    opened = len(values) == 2 and texts[0].strip() == "["
    return opened and _CLOSES.match(texts[2]) is not None and all(map(str.isdigit, values))


def opens_places(heard: Heard, value: Value) -> bool:
    """Whether the value is the epoch in "[3/25][100/4000] Loss: 2.1", as PyTorch's DCGAN prints them."""
    texts, following = heard.line.texts, value.per + 1
    if value.per <= 0 or following + 1 >= len(texts):
        return False
    if _PARTS.fullmatch(texts[following]) and texts[following + 1].strip() == "/":
        return True
    opened = _OPENS.search(texts[value.place]) and _REOPENS.fullmatch(texts[following])
    return bool(opened) and texts[following + 1].lstrip().startswith(("/", "]", ")"))


def glued(after: str) -> Kind | None:
    """What the word that is glued to a number says that it counts: "12epoch:train:376-750batch"."""
    found = _UNIT.match(after)
    return counter_of(found[0]) if found else None


def _is_epoch(heard: Heard, value: Value) -> bool:
    return _counts_epochs(value.after) and not _names_the_next(heard, value)


def _counts_epochs(after: str) -> bool:
    """Whether the text behind a number says that it counts epochs: "3epoch", "3轮"."""
    glued = _GLUED.match(after)
    if glued is None:
        return False
    return counter_of(glued[1]) == "epoch" or (not after[0].isascii() and counter_of(glued[1][0]) == "epoch")


def _names_the_next(heard: Heard, value: Value) -> bool:
    """Whether the word behind a number names the next one: "2024 Epoch 3:" and not "5 epoch 120 step"."""
    values, texts = heard.line.values, heard.line.texts
    following = value.place + 1
    alone = following < len(values) and _ALONE.fullmatch(value.after) is not None and values[following].isdigit()
    behind = _GLUED.match(texts[following + 1]) if alone else None
    return alone and not (behind and counter_of(behind[1]))


def _is_place(heard: Heard, value: Value, before: str) -> bool:
    """Whether "3/50" says where in the training, or in an epoch, the line is."""
    behind = heard.follows_counter(value) and before == "," and value.after[:1] in ":;,|)]"
    return behind or _PLACE_OPENS.search(before) is not None


def _leads(heard: Heard, value: Value, before: str) -> bool:
    """Whether the line's first number counts its records."""
    whole = value.place == 0 and _LEADING.match(before) and "." not in heard.line.values[0][:-1]
    return bool(whole) and heard.line.leads(value.after) and not has_other_unit(value.after)


def _is_led(heard: Heard, value: Value, before: str) -> bool:
    """Whether the value stands right behind a counter that says what it is, or that begins the line: "3, 0.5, "."""
    behind = heard.follows_counter(value) and AFTER_COUNTER.fullmatch(before)
    return bool(behind) and bool(_lead(heard) or (heard.counted == 0 and value.after.startswith(",")))


def _led(heard: Heard, value: Value) -> None:
    """A value behind a counter, named by what stands before the counter, or the loss where nothing does."""
    name = _lead(heard)
    role = role_of(name) if name else "metric"
    if role in ("metric", "unknown"):
        heard.names.append(name)
        heard.slots.append(Slot(value.place, role, name or "loss", heard.split, is_percent(value.after)))


def _lead(heard: Heard) -> str:
    return heard.lead.strip(" '\"-:")


def _named_behind(heard: Heard, value: Value) -> None:
    """A value with its name behind it: "0.61 avg, 0.001 rate, "."""
    trailing = _TRAILING.match(value.after)
    if trailing is None or has_other_unit(value.after):
        return
    name = _TRAILING_NAMES.get(trailing[1], trailing[1])
    role = role_of(name)
    if role in ("metric", "lr"):
        heard.names.append(name)
        heard.slots.append(Slot(value.place, role, name, heard.split))

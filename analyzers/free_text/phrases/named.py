"""A value that has a name before it: a counter, a metric, a rate, a split alone, or nothing to plot."""

import re

from analyzers.free_text.lines.bars import BAR
from analyzers.free_text.names.names import has_other_unit, is_percent, name_before
from analyzers.free_text.names.roles import Role, is_metric, role_of
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.heard import Heard
from analyzers.free_text.phrases.nameless import opens_places
from analyzers.free_text.phrases.template import Slot
from analyzers.free_text.phrases.wording import Value
from analyzers.metrics import divide, metric_of, words
from analyzers.vocabulary import SPLITS

_PREPOSITION = re.compile(r"\b(?:after|at|in|for|of|during|per)\b")
_PAIR = re.compile(r"([^\W\d_]+)\s?/\s?([^\W\d_]+)\s+(.+)")
_BOTH = re.compile(r"([^\W\d][\w ]*?)\s?/\s?([^\W\d][\w ]*)")
_OF_CATBOOST = re.compile(r"\blearn\b|\bbest\b")
_LENGTH = re.compile(r"(?:last|average|avg|mean) length", re.IGNORECASE)
_OF_ONE_WORD = re.compile(r"[_/]")
"""Joins the split to its metric; a split in such a name says nothing about the names that follow."""


def take(heard: Heard, value: Value, name: str, stated: bool) -> None:
    """Takes a value for what its name says. stated: whether ":", "=" or the like joins them"""
    role = role_of(name)
    if role in ("epoch", "step", "batch"):
        _counter(heard, value, name, role)
    elif role == "metric" and not stated and _counts_itself(heard, value, name):
        heard.count("step", value)
        heard.lead = name
    else:
        heard.names.append(name)
        if role == "noise" and _LENGTH.fullmatch(name) and heard.by_episodes():
            role = "metric"  # how long it was played
        if role == "lr" or (role != "noise" and not has_other_unit(value.after)):
            _plotted(heard, value, name, role, stated)


def _counter(heard: Heard, value: Value, name: str, kind: Kind) -> None:
    if has_other_unit(value.after) or heard.counts_by_name(kind):
        return
    heard.count(kind, value)
    heard.hear(heard.line.texts[value.place])
    if not heard.lead or heard.lead == name:
        whole = heard.line.with_remark(value.place, name)
        heard.hear(whole)
        heard.lead = _PREPOSITION.split(whole)[0] if len(words(whole)) > 1 else ""


def _counts_itself(heard: Heard, value: Value, name: str) -> bool:
    return value.place == 0 and value.per < 0 and heard.line.counts_itself(name, value.after)


def _plotted(heard: Heard, value: Value, name: str, role: Role, stated: bool) -> None:
    pair = _pair(value, name)
    if pair:
        heard.slots += pair
    elif len(words(name)) == 1 and words(name)[0] in SPLITS:
        if (place := _place(heard, value)) and place not in heard.counters:
            heard.split = SPLITS[words(name)[0]]
            heard.count(place, value)
            return
        told = stated or name.lower() == "learn" or is_percent(value.after) or _is_one_of_several(heard, value)
        if BAR not in value.after[:3] and told:
            _only_a_split(heard, value, name)
    else:
        if divide(name)[0] and not _OF_ONE_WORD.search(name):
            heard.split = divide(name)[0]
        heard.slots.append(_measured(heard, value, name, role))


def _place(heard: Heard, value: Value) -> Kind | None:
    """What a number behind a split counts: in "Train: 3 [50/390" the epoch, in "Test: [50/78]" the batch."""
    if opens_places(heard, value):
        return "epoch"
    if value.per > 0 and value.before.rstrip().endswith("["):
        return "batch"
    return "epoch" if value.per < 0 and value.after.lstrip()[:1] == "[" and value.after[:1] == " " else None


def _pair(value: Value, name: str) -> list[Slot]:
    """ "Train/Valid ACC: 0.96/0.95", "loss/val_loss: 0.5/0.6": two metrics; nothing where this is none."""
    both = _BOTH.fullmatch(name) if value.per > 0 else None
    if both and is_metric(both[1]) and is_metric(both[2]):
        return [Slot(value.place, "metric", both[1]), Slot(value.per, "metric", both[2])]
    pair = _PAIR.fullmatch(name) if value.per > 0 else None
    if pair is None or pair[1].lower() not in SPLITS or pair[2].lower() not in SPLITS:
        return []
    first, second = SPLITS[pair[1].lower()], SPLITS[pair[2].lower()]
    return [Slot(value.place, "metric", pair[3], first), Slot(value.per, "metric", pair[3], second)]


def _measured(heard: Heard, value: Value, name: str, role: Role) -> Slot:
    texts, values = heard.line.texts, heard.line.values
    in_percent = value.per + 1 if value.per > 0 and value.after.lstrip().startswith("(") else len(values)
    if in_percent < len(values) and is_percent(texts[in_percent + 1]):  # "45/50 (90%)"
        return Slot(in_percent, role, name, heard.split, True)
    share = value.per if "." not in values[value.place] else -1  # "0.52/0.1" is a value and its goal
    split = None if metric_of(divide(name)[1]) == "gradient_norm" else heard.split
    return Slot(value.place, role, name, split, is_percent(value.after), share)


def _before(heard: Heard) -> str:
    """The metric of the last split; "" where that was the later one: "val loss 0.5, train 0.9" are two metrics."""
    last = next((slot.name for slot in reversed(heard.slots) if divide(slot.name)[0]), "")
    split, metric = divide(last)
    return metric if split != heard.split and heard.split != "train" else ""


def _is_one_of_several(heard: Heard, value: Value) -> bool:
    """ "LOSS train 0.1 valid 0.2", "train 0.1 test 0.2": a split beside another one is a name by itself."""
    others = value.place + 1 < len(heard.line.values)
    following = words(name_before(value.after, False).text) if others else []
    return (len(following) == 1 and following[0] in SPLITS) or any(divide(slot.name)[0] for slot in heard.slots)


def _only_a_split(heard: Heard, value: Value, name: str) -> None:
    """ "Train: 92.0%" is an accuracy, "learn: 0.64" a loss, as CatBoost prints it; else its kind is not told."""
    heard.split = SPLITS[words(name)[0]]
    percent = is_percent(value.after)
    before = heard.about or _before(heard)
    if before and not percent:
        slot = Slot(value.place, role_of(before), f"{name} {before}", heard.split)
    elif percent:
        slot = Slot(value.place, "metric", f"{name} accuracy", heard.split, True)
    elif name.lower() == "learn" or (name.lower() == "test" and _OF_CATBOOST.search(heard.line.text)):
        slot = Slot(value.place, "metric", f"{name} loss", heard.split)
    else:
        slot = Slot(value.place, "unknown", f"{name} value", heard.split)
    heard.slots.append(slot)

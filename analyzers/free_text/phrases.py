"""One line → what each of its numbers is: counter, metric, learning rate or nothing. The heart of reading free text."""

import re
from dataclasses import dataclass, field

from analyzers.free_text.clean import BAR
from analyzers.free_text.roles import Role, counter_of, role_of
from analyzers.free_text.tokens import number
from analyzers.free_text.wordlists import Kind
from analyzers.metrics import divide, words
from analyzers.vocabulary import SPLITS

_DELIMITER = re.compile(r"[,;|│┃║\[\](){}<>，；。、\t▮]|\s[-–—*·•»]+\s|\s{2,}|(?:^|\s)[-–—*]+\s|(?<=\w{4})\.\s")
_SEPARATOR = re.compile(r"(?:[:=：]|->|=>|[-=]{2,}>|\bis\b|\bof\b|\bat\b|\bwas\b|~|≈|@)\s*$", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?(?:%|(?:k|M|G|T|P)?(?:iB|B|b)(?:/s)?\b|[GMKk]\b|[TGM]?FLOPS?\w*|[mun]?s(?:ecs?|econds?)?\b(?:/\w+)?|µs\b|[mM]in(?:utes?|s)?\b"
    r"|h(?:ours?|rs?)?\b|(?:it|its|steps?|batch(?:es)?|samples?|images?|img|imgs|words?|tok(?:ens)?|tokens?|examples?|sents?|records?)(?:/s\w*|/\w+)\b)"
    r"(?:/\w+)?"
)
_TIME_UNIT = re.compile(
    r"\s?(?:[mun]?s|µs|secs?|seconds?|[mM]in(?:utes?|s)?|h|hours?|[GMKTk](?:i?B)?|[GMKk]b|it/s|\w+/s(?:ec)?)\b(?![\w(])"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPLIT_WORD = re.compile(r"(?<![\w./-])([^\W\d_]+)\.?(?![\w./-])")
_SKIP = re.compile(
    r"improved? from|not improved?|no improvement|did not improve|didn.t improve|inf -->|\d -->|decreased \(|increased \("
    r"|^\W*(?:epoch\W+\d+\W+)?(?:saving|saved|save|loading|loaded|restor\w+|writing|wrote|snapshotting|resum\w+)\b"
    r"|early ?stopping|best (?:so far|model|epoch|score|val)|new best|checkpoint saved|reducing learning rate|setting loss scale",
    re.IGNORECASE,
)
_METRIC_SIGN = re.compile(r"[:=|]\s*[-+]?(?:\d|nan|inf|\.)", re.IGNORECASE)
_BRACKETED = re.compile(r"([^\W\d_]+)(?:\s*\([^()]{0,20}\))?\s*[\[(]$")
_FILLER = re.compile(r"^(?:(?:is|was|the|and|with|a|has|at|after|INFO|DEBUG|WARNING|WARN|TRACE) )+")
_LEAD = re.compile(r"\s*[\[(#>]*\s*$")
_BAD_NAME = re.compile(r"[%$^&+!?\\~`{}<>]|\w\(|https?:|/.*/|^/")


MAX_WORDS = 6
"""A longer run of words before a number is a sentence, not a name."""


@dataclass(frozen=True)
class Slot:
    """One number of a line. index: which of the line's values · per: index of its denominator, for "5/10", or -1."""

    index: int
    role: Role
    name: str = ""
    split: str | None = None
    percent: bool = False
    per: int = -1


@dataclass(frozen=True)
class Template:
    """What the numbers of all lines of one shape are.

    counters: kind → value index · totals: kind → index of "of how many"
    part:     index of a nameless "n of m", the place inside an epoch, or -1
    bar:      whether the line shows a progress bar
    strange:  how many words stand in it that belong to no name: prose has many
    context:  the words before the first name
    """

    slots: tuple[Slot, ...] = ()
    counters: dict[Kind, int] = field(default_factory=dict)
    totals: dict[Kind, int] = field(default_factory=dict)
    bar: bool = False
    strange: int = 0
    context: str = ""
    split: str | None = None
    plain: bool = False
    assigned: bool = False

    def needed(self) -> tuple[int, ...]:
        """The indices of the values that count for something."""
        of_slots = {index for slot in self.slots for index in (slot.index, slot.per) if index >= 0}
        return tuple(sorted(of_slots | set(self.counters.values()) | set(self.totals.values())))

    @property
    def metrics(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.role == "metric")


def parse(parts: list[str]) -> Template:
    """The template of a line, given as `tokens.cut` gives it."""
    line = _Line(parts)
    if _SKIP.search(line.text) and not _METRIC_SIGN.search(_SKIP.split(line.text)[0]):
        return Template()
    return line.read()


def _outside(texts: list[str]) -> list[str]:
    """The texts without what stands in parentheses."""
    return [re.sub(r"\([^()]*\)?", " ", text.rsplit(")", 1)[-1] if "(" not in text.rsplit(")", 1)[0] else text) for text in texts]


class _Line:
    """A line while it is read from left to right."""

    def __init__(self, parts: list[str]) -> None:
        self.texts = parts[0::2]
        self.values = parts[1::2]
        self.text = "".join(parts)
        self.slots: list[Slot] = []
        self.counters: dict[Kind, int] = {}
        self.totals: dict[Kind, int] = {}
        self.section: str | None = None
        self.named: list[str] = []
        self.lead = ""
        self.last_counter = -9
        self.pair: list[str] = []
        self.explicit = False

    def read(self) -> Template:
        index = 0
        while index < len(self.values):
            index = self._value(index)
        if BAR in self.text and "step" in self.totals and "batch" not in self.counters:
            self.counters["batch"], self.totals["batch"] = self.counters.pop("step"), self.totals.pop("step")
        known = {word for name in self.named for word in _WORD.findall(name)}
        strange = [word for text in _outside(self.texts) for word in _WORD.findall(text) if word not in known]
        strange = [word for word in strange if word.lower() not in SPLITS and not counter_of(word)]
        plain = len(self.values) >= 1 and not _WORD.search(self.text)
        return Template(
            tuple(self.slots),
            self.counters,
            self.totals,
            BAR in self.text,
            len(strange),
            " ".join(_WORD.findall(self.texts[0])).lower(),
            self.section,
            plain,
            bool(re.fullmatch(r"\s*[A-Za-z_][\w.]*\s*=\s*", self.texts[0]))
            and len(self.values) == 1
            and not self.texts[1].split("#")[0].strip(" ;"),
        )

    def _value(self, index: int) -> int:
        """Reads one value, or a fraction of values; returns the index of the next."""
        before, after = self.texts[index], self.texts[index + 1]
        if number(self.values[index]) is None:
            self._note_split(before)
            return index + 1
        per = index + 1 if after.strip() in ("/", "of") and index + 1 < len(self.values) else -1
        following = per + 1 if per > 0 else index + 1
        while per > 0 and following < len(self.values) and self.texts[following].strip() == "/":
            following += 1
        name = self._name(index, before)
        if name and before.rstrip().endswith("[") and after.startswith(","):
            following = self._after_list(index)
            if role_of(name) not in ("lr", "metric"):
                return following
        if name:
            self._named(index, name, per, self.texts[following])
        else:
            self._nameless(index, before, per, self.texts[following])
        return following

    def _after_list(self, index: int) -> int:
        """The index of the first value behind a list that begins at `index`."""
        while index + 1 < len(self.values) and "]" not in self.texts[index + 1]:
            index += 1
        return index + 1

    def _name(self, index: int, before: str) -> str:
        """The name that ends right before a value, "" where there is none; what precedes it may tell the split."""
        text = _UNIT.sub("", before, count=1) if index and _UNIT.match(before) else before
        text = text.rstrip(" \t'\"`*")
        if text.endswith(("<", "[", "(")) and _SEPARATOR.search(text[:-1].rstrip(" '\"")):
            text = text[:-1].rstrip(" '\"")
        bracketed = _BRACKETED.search(text)
        if bracketed and counter_of(bracketed[1]):
            text = text[:-1].rstrip()
        stripped = _SEPARATOR.sub("", text).rstrip(" \t'\"`*|│┃:")
        stripped = _SEPARATOR.sub("", stripped).rstrip(" \t'\"`*|│┃:")
        stripped = re.sub(r"\s*\([^()]{0,30}\)$|\s*\[[^\[\]]{0,12}\]$", "", stripped).rstrip(" '\"")
        pieces = _DELIMITER.split(stripped)
        chunk = pieces[-1].strip(" '\"`*#.-_\u200b")
        head = stripped[: len(stripped) - len(pieces[-1])]
        if ":" in chunk or "：" in chunk:
            front, _, chunk = re.sub("：", ":", chunk).rpartition(":")
            head, chunk = head + " " + front, chunk.strip(" '\"`*#.-")
        self.explicit = text != stripped
        chunk = _FILLER.sub("", chunk)
        self._note_split(head)
        if not self.named and not self.lead:
            self.lead = chunk
        if len(chunk.split()) > MAX_WORDS:
            return ""
        return "" if _BAD_NAME.search(chunk) or not re.match(r"[^\W\d_]", chunk) or chunk == "第" else chunk

    def _note_split(self, text: str) -> None:
        for word in _SPLIT_WORD.findall(text):
            if word.lower() in SPLITS and word.lower() not in ("learn", "fit", "training" if False else ""):
                self.section = SPLITS[word.lower()]

    def _named(self, index: int, name: str, per: int, after: str) -> None:
        role = role_of(name)
        after_words, _, metric = self._after_counter(name)
        if role in ("epoch", "step", "batch"):
            self._counter(index, role, name, per, after)
            return
        if metric:
            name = metric
        if _TIME_UNIT.match(after) and role != "lr":
            role = "noise"
        self.named.append(name)
        if role == "noise":
            return
        pair = self._pair(name)
        if pair and per > 0:
            for split, place in zip(pair[0], (index, per), strict=True):
                self.slots.append(Slot(place, "metric", pair[1], split))
            return
        stated, rest = divide(name)
        if len(words(name)) == 1 and name.lower().rstrip(".") in SPLITS:
            self.section = SPLITS[name.lower().rstrip(".")]
            percent = after.lstrip().startswith("%")
            if not (self.explicit or percent):
                return
            if name.lower() not in ("learn", "test", "fit") or percent:
                name = f"{name} accuracy" if percent else f"{name} value"
                role = "metric" if percent else "unknown"
            else:
                role = "metric"
                name = f"{name} loss"
        elif stated and not re.search(r"[_/]", name):
            self.section = stated
        if (
            per > 0
            and after.lstrip().startswith("(")
            and self.values[per + 1 : per + 2]
            and "%" in "".join(self.texts[per + 2 : per + 3])[:2]
        ):
            self.slots.append(Slot(per + 1, role, name, self.section, True))
            return
        self.slots.append(Slot(index, role, name, self.section, after.lstrip().startswith("%"), per))

    def _after_counter(self, name: str) -> tuple[str, str, str]:
        return "", "", ""

    def _pair(self, name: str) -> tuple[list[str], str] | None:
        """ "Train/Valid ACC" → (["train", "val"], "ACC")."""
        found = re.fullmatch(r"([^\W\d_]+)\s?/\s?([^\W\d_]+)\s+(.+)", name)
        if not found or found[1].lower() not in SPLITS or found[2].lower() not in SPLITS:
            return None
        return [SPLITS[found[1].lower()], SPLITS[found[2].lower()]], found[3]

    def _counter(self, index: int, kind: Kind, name: str, per: int, after: str) -> None:
        if _TIME_UNIT.match(after) or kind in self.counters:
            return
        self.counters[kind] = index
        self.last_counter = index if per < 0 else per
        if per > 0:
            self.totals[kind] = per
        self._note_split(name)
        if not self.lead or self.lead == name:
            self.lead = re.split(r"\b(?:after|at|in|for|of|during|per)\b", name)[0] if len(words(name)) > 1 else ""

    def _nameless(self, index: int, before: str, per: int, after: str) -> None:
        bare = before.strip()
        glued = re.match(r"\s?([^\W\d_]+)\b", after)
        if glued and "epoch" in (counter_of(glued[1]), counter_of(glued[1][0])) and not self.counters:
            self.counters["epoch"] = index
            if per > 0:
                self.totals["epoch"] = per
            return
        if per > 0 and "batch" not in self.counters:
            kind: Kind = "batch" if "epoch" in self.counters or BAR in self.text or "step" in self.counters else "step"
            if bare in ("", "[", "(", "][", "] [", ":", "|", BAR) or bare.endswith(("[", "(", "%", BAR, ":", "%|")):
                self.counters[kind] = index
                self.totals[kind] = per
                self.last_counter = per
            return
        if (
            index == 0
            and _LEAD.match(before)
            and re.match(r"\s*[:\]|)\t]|  |, [^\W\d]\w*[=:]", after)
            and float(number(self.values[0]) or 0).is_integer()
        ):
            self.counters["step"] = index
            self.last_counter = index
            return
        if bare == "][" and "epoch" in self.counters and "batch" not in self.counters:
            self.counters["batch"] = index
            self.last_counter = index
            return
        if (
            index - 1 == self.last_counter
            and re.fullmatch(r"\)?\]?\s*(?::|=|is|->|：|,|-)?\s*", before)
            and self.lead
            and not re.search("[([]", bare)
        ):
            name = self.lead.strip(" '\"-:")
            role = role_of(name)
            if role in ("metric", "unknown"):
                self.explicit = True
                self.named.append(name)
                self.slots.append(Slot(index, role, name, self.section, after.lstrip().startswith("%")))
            return
        if index == 1 and self.last_counter == 0 and bare == ":" and after.startswith(","):
            self.slots.append(Slot(index, "metric", "loss", self.section))
            return
        trailing = re.match(r"\s+([^\W\d_][\w ]{0,20}?)\s*(?:[,;|]|$)", after)
        if trailing and (bare.endswith((",", ":", ";", "|")) or index == 0) and not _TIME_UNIT.match(after):
            name = {"avg": "avg loss", "rate": "learning rate"}.get(trailing[1], trailing[1])
            role = role_of(name)
            if role in ("metric", "lr"):
                self.named.append(name)
                self.slots.append(Slot(index, role, name, self.section))

"""One line → what each of its numbers is: counter, metric, learning rate or nothing. The heart of reading free text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from analyzers.free_text.clean import BAR
from analyzers.free_text.code import is_code
from analyzers.free_text.known import MOST
from analyzers.free_text.names import has_other_unit, is_percent, name_before
from analyzers.free_text.roles import counter_of, is_metric, role_of
from analyzers.free_text.template import Slot, Template
from analyzers.free_text.tokens import is_range, number
from analyzers.free_text.wordlists import COUNTERS, Kind
from analyzers.metrics import divide, metric_of, words
from analyzers.vocabulary import SPLITS

_REMARK = re.compile(
    r"improved? from|not improved?|no improvement|did not improve|didn.t improve|inf -->|\d -->|(?:de|in)creased \("
    r"|^\W*(?:epoch\W+\d+\W+)?(?:saving|saved|save|loading|loaded|restor\w+|writing|wrote|snapshotting|resum\w+)\b"
    r"|early ?stopping|best (?:so far|model|epoch|score|val)|new best|checkpoint saved"
    r"|reducing learning rate|setting loss scale",
    re.IGNORECASE,
)
"""What programs say about a value that they print elsewhere, too."""

_PROGRAM = re.compile(r"[\w./]{1,60}\.(?:cpp|cc|cu|py|lua|java|scala):\d+")
_VALUE_SIGN = re.compile(r"[:=|]\s*[-+]?(?:\d|nan|inf|\.)", re.IGNORECASE)
_DIGITS = re.compile(r"\d++")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONE_WORD = re.compile(r"(?<![\w./-])([^\W\d_]+)\.?(?![\w./-])")
_PARENTHESES = re.compile(r"\([^()]*+\)?")
_ASSIGNMENT = re.compile(r"\s*[A-Za-z_][\w.]*\s*=\s*")
_LEADING = re.compile(r"\s*[\[(#>]*\s*$")
_LEADING_END = re.compile(r"\s*[:\]|)\t]|  | [-–—] | [^\W\d][\w ]*[=:]\s*$|, [^\W\d]\w*[=:]")
_PLACE_OPENS = re.compile(r"(?:^|[\[(%:|▮])\s*$|\]\s*\[\s*$")
_AFTER_COUNTER = re.compile(r"\)?\]?\s*(?::|=|is|->|：|,|-)?\s*")
_REMARKS = re.compile(r"\s*\([^()]*+\)")
_PREPOSITION = re.compile(r"\b(?:after|at|in|for|of|during|per)\b")
_PAIR = re.compile(r"([^\W\d_]+)\s?/\s?([^\W\d_]+)\s+(.+)")
_EPISODES = re.compile(r"\bepisodes?\b", re.IGNORECASE)
_SCORE = re.compile(r"^(?:[^\W_]+ )?score$", re.IGNORECASE)
_LENGTH = re.compile(r"(?:last|average|avg|mean) length", re.IGNORECASE)
_DICT_OF = re.compile(r"([^\W\d_]+)\W{1,3}\{(?:[^{}]*,)?[\s'\"]*$")
_TRAILING = re.compile(r"\s+([^\W\d_][\w ]{0,20}?)\s*(?:[,;|]|$)")
_DATE = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)$", re.IGNORECASE)
_PRONOUNS = frozenset({"te", "va"})
"""Words that name a split as part of a name only: "te_loss"."""

_TRAILING_NAMES = {"avg": "avg loss", "rate": "learning rate"}


def parse(shape: str, values: Sequence[str]) -> Template:
    """The template of a line, given as `Lines` has it. Which digits its numbers have is not looked at."""
    return _parsed(shape, _DIGITS.sub("0", "\0".join(values)))


@lru_cache(MOST)
def _parsed(shape: str, zeros: str) -> Template:
    texts, values = shape.split("\0"), zeros.split("\0")
    text = "".join(chain(*zip(texts, values, strict=False), texts[-1:]))
    if _REMARK.search(text) and not _VALUE_SIGN.search(_REMARK.split(text)[0]):
        return Template()
    return _Line(text, texts, values).read()


class _Line:
    """A line while it is read from left to right.

    split: the split that the line spoke of last
    lead:  words before the first counter, which name the value behind it: "Cost after epoch 3: 0.5"
    """

    def __init__(self, text: str, texts: Sequence[str], values: Sequence[str]) -> None:
        self.text, self.texts, self.values = text, texts, values
        self.bar = any(BAR in text for text in texts)
        self.slots: list[Slot] = []
        self.counters: dict[Kind, int] = {}
        self.totals: dict[Kind, int] = {}
        self.names: list[str] = []
        self.split: str | None = None
        self.lead = ""
        self.counted = -9  # index of the value that was a counter, or its total, last

    def read(self) -> Template:
        index = 0
        while index < len(self.values):
            index = self._read(index)
        if self.bar and "step" in self.totals and "batch" not in self.counters:
            self.counters["batch"], self.totals["batch"] = self.counters.pop("step"), self.totals.pop("step")
        return Template(
            tuple(map(self._scored, self.slots)),
            self.counters,
            self.totals,
            self.bar,
            self.split,
            self._strange(),
            self._is_assignment(),
            is_code(self.text),
            next(iter(_PROGRAM.findall(self.text)), ""),
        )

    def _scored(self, slot: Slot) -> Slot:
        """A score that is counted by episodes is a reward; elsewhere it may well be a loss."""
        scored = _SCORE.search(slot.name) and self._by_episodes()
        return replace(slot, name=f"episode {slot.name}") if scored else slot

    def _by_episodes(self) -> bool:
        return "step" in self.counters and _EPISODES.search(self.texts[self.counters["step"]]) is not None

    def _strange(self) -> int:
        known = {word for name in self.names for word in _WORD.findall(name)}
        found = [word for text in self.texts for word in _WORD.findall(_PARENTHESES.sub(" ", text))]
        return sum(word not in known and word.lower() not in SPLITS and word.lower() not in COUNTERS for word in found)

    def _is_assignment(self) -> bool:
        alone = len(self.values) == 1 and not self.texts[1].split("#")[0].strip(" ;")
        return alone and _ASSIGNMENT.fullmatch(self.texts[0]) is not None

    def _read(self, index: int) -> int:
        """Reads one value, with what it is divided by; returns the index of the next."""
        before = self.texts[index]
        if number(self.values[index]) is None:
            self._hear(before)
            return index + 1
        per = index + 1 if self._is_divided(index) else -1
        following = max(index, per) + 1
        while per > 0 and following < len(self.values) and self.texts[following].strip() == "/":
            following += 1
        found = name_before(before, index == 0)
        if is_range(self.values[index]) and counter_of(found.text) is None:
            self._hear(before)
            return index + 1
        self._hear(found.context)
        after = self.texts[following]
        if found.text and before.rstrip().endswith("[") and after.startswith(","):
            following = self._behind_list(following)
            if role_of(found.text) not in ("lr", "metric"):
                return following
        if not self.names and not self.lead and not _DATE.search(found.text):
            self.lead = found.text
        losses = _DICT_OF.search(found.context)
        if losses and role_of(found.text) == "unknown" and is_metric(losses[1]):
            found = replace(found, text=f"{found.text} {losses[1].lower().removesuffix('es')}")
        if found.text:
            self._named(index, found.text, per, after, found.stated)
        else:
            self._nameless(index, before.strip(), per, after)
        return following

    def _is_divided(self, index: int) -> bool:
        """Whether the next number says of how many; in "0.5 / 3.1s" it does not."""
        signs = index + 1 < len(self.values) and self.texts[index + 1].strip() in ("/", "of")
        return signs and not has_other_unit(self.texts[index + 2])

    def _behind_list(self, index: int) -> int:
        while index < len(self.values) and "]" not in self.texts[index]:
            index += 1
        return index

    def _hear(self, text: str) -> None:
        """Notes the last split that a text speaks of."""
        for word in map(str.lower, _LONE_WORD.findall(text)):
            self.split = SPLITS.get(word, self.split) if word not in _PRONOUNS else self.split

    def _named(self, index: int, name: str, per: int, after: str, stated: bool) -> None:
        role = role_of(name)
        if role in ("epoch", "step", "batch"):
            self._counter(index, role, name, per, after)
            return
        if role == "metric" and index == 0 and per < 0 and not stated and self._counts_itself(name, after):
            self._count(index, "step", per)
            self.lead = name
            return
        self.names.append(name)
        if role == "noise" and _LENGTH.fullmatch(name) and self._by_episodes():
            role = "metric"  # how long it was played
        if role == "noise" or (role != "lr" and has_other_unit(after)):
            return
        pair = _PAIR.fullmatch(name) if per > 0 else None
        if pair and pair[1].lower() in SPLITS and pair[2].lower() in SPLITS:  # "Train/Valid ACC: 0.96/0.95"
            self.slots.append(Slot(index, "metric", pair[3], SPLITS[pair[1].lower()]))
            self.slots.append(Slot(per, "metric", pair[3], SPLITS[pair[2].lower()]))
        elif len(words(name)) == 1 and words(name)[0] in SPLITS:
            if BAR not in after[:3] and (stated or is_percent(after) or self._is_one_of_several(index, after)):
                self._only_a_split(index, name, is_percent(after))
        else:
            if divide(name)[0] and not re.search(r"[_/]", name):
                self.split = divide(name)[0]
            in_percent = per + 1 if per > 0 and after.lstrip().startswith("(") else len(self.values)
            if in_percent < len(self.values) and is_percent(self.texts[in_percent + 1]):  # "45/50 (90%)"
                self.slots.append(Slot(in_percent, role, name, self.split, True))
            else:
                share = per if "." not in self.values[index] else -1  # "0.52/0.1" is a value and its goal
                split = None if metric_of(divide(name)[1]) == "gradient_norm" else self.split
                self.slots.append(Slot(index, role, name, split, is_percent(after), share))

    def _counts_itself(self, name: str, after: str) -> bool:
        """ "Train loss 12 0.53" is the loss of step 12, if no other number has the same name."""
        value, following = self.values[0], self.values[1] if len(self.values) > 1 else ""
        return (
            (value.isdigit() and _AFTER_COUNTER.fullmatch(after) is not None)
            and ("." in following or (number(following) or 0.0) != 0.0)
            and not any(text.rstrip().endswith(name) for text in self.texts[1:])
        )

    def _is_one_of_several(self, index: int, after: str) -> bool:
        """ "LOSS train 0.1 valid 0.2", "train 0.1 test 0.2": a split beside another one is a name by itself."""
        following = words(name_before(after, False).text) if index + 1 < len(self.values) else []
        return (len(following) == 1 and following[0] in SPLITS) or any(divide(slot.name)[0] for slot in self.slots)

    def _only_a_split(self, index: int, name: str, percent: bool) -> None:
        """ "Train: 92.0%" is an accuracy, "learn: 0.64" a loss, as CatBoost prints it; else its kind is not told."""
        self.split = SPLITS[words(name)[0]]
        before = next((divide(slot.name)[1] for slot in reversed(self.slots) if divide(slot.name)[0]), "")
        if before and not percent:
            self.slots.append(Slot(index, role_of(before), f"{name} {before}", self.split))
        elif percent:
            self.slots.append(Slot(index, "metric", f"{name} accuracy", self.split, True))
        elif name.lower() in ("learn", "test"):
            self.slots.append(Slot(index, "metric", f"{name} loss", self.split))
        else:
            self.slots.append(Slot(index, "unknown", f"{name} value", self.split))

    def _counter(self, index: int, kind: Kind, name: str, per: int, after: str) -> None:
        if has_other_unit(after) or kind in self.counters:
            return
        self._count(index, kind, per)
        self._hear(name)
        if not self.lead or self.lead == name:
            whole = self._with_remark(index, name)
            self._hear(whole)
            self.lead = _PREPOSITION.split(whole)[0] if len(words(whole)) > 1 else ""

    def _with_remark(self, index: int, name: str) -> str:
        """A counter's name with what a remark parts from it: "loss (for one batch) at step"."""
        text = self.texts[index]
        return name_before(_REMARKS.sub("", text), index == 0).text if _REMARKS.search(text) else name

    def _count(self, index: int, kind: Kind, per: int) -> None:
        self.counters[kind] = index
        self.counted = max(index, per)
        if per > 0:
            self.totals[kind] = per

    def _nameless(self, index: int, before: str, per: int, after: str) -> None:
        if not self.counters and _counts_epochs(after):
            self._count(index, "epoch", per)
        elif per > 0:
            place = _PLACE_OPENS.search(before) or (index - 1 == self.counted and before == "," and after[:1] in ":;,|")
            if "batch" not in self.counters and place:
                self._count(index, "batch" if self.counters or self.bar else "step", per)
        elif index == 0 and _LEADING.match(before) and "." not in self.values[0][:-1] and self._leads(after):
            self._count(index, "step", per)
        elif before == "][" and "epoch" in self.counters and "batch" not in self.counters:
            self._count(index, "batch", per)
        elif index - 1 == self.counted and _AFTER_COUNTER.fullmatch(before) and self._led(index, after):
            pass
        elif before.endswith((",", ":", ";", "|")) or index == 0:
            self._followed(index, after)

    def _leads(self, after: str) -> bool:
        """Whether the text behind a line's first number parts it from the rest, or names the next: "100 loss 0.5"."""
        if _LEADING_END.match(after):
            return True
        return after[:1] == " " and len(self.values) > 1 and after[-1:] == " " and is_metric(after.strip())

    def _led(self, index: int, after: str) -> bool:
        """A value behind a counter, named by what stands before the counter, or the loss where nothing does."""
        name = self.lead.strip(" '\"-:")
        if not name and not (self.counted == 0 and after.startswith(",")):
            return False
        role = role_of(name) if name else "metric"
        if role in ("metric", "unknown"):
            self.names.append(name)
            self.slots.append(Slot(index, role, name or "loss", self.split, is_percent(after)))
        return True

    def _followed(self, index: int, after: str) -> None:
        """A value with its name behind it: "0.61 avg, 0.001 rate, "."""
        trailing = _TRAILING.match(after)
        if trailing and not has_other_unit(after):
            name = _TRAILING_NAMES.get(trailing[1], trailing[1])
            role = role_of(name)
            if role in ("metric", "lr"):
                self.names.append(name)
                self.slots.append(Slot(index, role, name, self.split))


def _counts_epochs(after: str) -> bool:
    """Whether the text behind a number says that it counts epochs: "3epoch", "3轮"."""
    glued = re.match(r"\s?([^\W\d_]+)", after)
    return glued is not None and "epoch" in (
        counter_of(glued[1]),
        None if after[0].isascii() else counter_of(glued[1][0]),
    )

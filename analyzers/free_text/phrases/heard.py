"""What a line has said so far, while it is read from left to right."""

import re
from dataclasses import dataclass, field, replace

from analyzers.free_text.lines.bars import BAR
from analyzers.free_text.lines.code import is_code
from analyzers.free_text.names.roles import is_metric
from analyzers.free_text.names.wordlists import Kind
from analyzers.free_text.phrases.template import Slot, Template
from analyzers.free_text.phrases.wording import Value, Wording
from analyzers.vocabulary import SPLITS

_LONE_WORD = re.compile(r"(?<![\w./-])([^\W\d_]+)\.?(?![\w./-])")
_PROGRAM = re.compile(r"[\w./]{1,60}\.(?:cpp|cc|cu|py|lua|java|scala):\d+")
_ENDING = re.compile(r"([^\W\d]\w*)\W*$")
_EPISODES = re.compile(r"\bepisodes?\b", re.IGNORECASE)
_SCORE = re.compile(r"^(?:[^\W_]+ )?score$", re.IGNORECASE)
_NAMELESS = re.compile(r"\W*$")
_PARTS_OF_NAMES = frozenset({"te", "va"})
"""Words that name a split as part of a name only: "te_loss"."""

_NO_COUNTER_YET = -9


@dataclass(slots=True)
class Heard:
    """What is known of a line after some of its values.

    slots:    values that are worth a curve
    counters: kind → index of the value that counts; totals: of the value that says of how many
    names:    of the values that do not count
    split:    the split that the line spoke of last
    lead:     words before the first counter, which name the value behind it: "Cost after epoch 3: 0.5"
    counted:  index of the value that was a counter, or its total, last
    about:    metric that was said to be told by split
    """

    line: Wording
    bar: bool
    slots: list[Slot] = field(default_factory=list)
    counters: dict[Kind, int] = field(default_factory=dict)
    totals: dict[Kind, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    split: str | None = None
    lead: str = ""
    counted: int = _NO_COUNTER_YET
    about: str = ""

    @classmethod
    def nothing(cls, line: Wording) -> "Heard":
        """Of a line that is about to be read."""
        return cls(line, any(BAR in text for text in line.texts))

    def hear(self, text: str) -> None:
        """Notes the last split that a text speaks of."""
        for word in map(str.lower, _LONE_WORD.findall(text)):
            self.split = SPLITS.get(word, self.split) if word not in _PARTS_OF_NAMES else self.split

    def speak(self, text: str) -> None:
        """Notes the metric that a text ends in, "loss: train=0.5": it is that of the splits behind it."""
        ending = _ENDING.search(text)
        self.about = ending[1] if ending and is_metric(ending[1]) else self.about

    def count(self, kind: Kind, value: Value) -> None:
        """Takes a value for a counter, and what it is divided by for its total."""
        self.counters[kind] = value.place
        self.counted = max(value.place, value.per)
        if value.per > 0:
            self.totals[kind] = value.per

    def counts_by_name(self, kind: Kind) -> bool:
        """Whether such a counter was found, and is not just the first number of the line, which a rank may be."""
        return kind in self.counters and not (kind == "step" and _NAMELESS.match(self.line.texts[self.counters[kind]]))

    def follows_counter(self, value: Value) -> bool:
        """Whether the value stands right behind a counter, or behind its total."""
        return value.place - 1 == self.counted

    def by_episodes(self) -> bool:
        """Whether the line is counted by episodes, as reinforcement learning is."""
        return "step" in self.counters and _EPISODES.search(self.line.texts[self.counters["step"]]) is not None

    def template(self) -> Template:
        """What the whole line is."""
        if self.bar and "step" in self.totals and "batch" not in self.counters:
            self.counters["batch"], self.totals["batch"] = self.counters.pop("step"), self.totals.pop("step")
        return Template(
            tuple(map(self._scored, self.slots)),
            self.counters,
            self.totals,
            self.bar,
            self.split,
            self.line.strange(self.names),
            self.line.is_assignment(),
            is_code(self.line.text),
            next(iter(_PROGRAM.findall(self.line.text)), ""),
        )

    def _scored(self, slot: Slot) -> Slot:
        """A score that is counted by episodes is a reward; elsewhere it may well be a loss."""
        scored = _SCORE.search(slot.name) and self.by_episodes()
        return replace(slot, name=f"episode {slot.name}") if scored else slot

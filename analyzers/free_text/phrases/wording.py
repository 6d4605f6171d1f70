"""A line as it is written: what stands before, between and behind its numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzers.free_text.lines.tokens import number
from analyzers.free_text.names.names import has_other_unit, name_before
from analyzers.free_text.names.roles import is_metric
from analyzers.free_text.names.wordlists import COUNTERS
from analyzers.vocabulary import SPLITS

_WORD = re.compile(r"[^\W\d_]{2,}")
_PARENTHESES = re.compile(r"\([^()]*+\)?")
_ASSIGNMENT = re.compile(r"\s*[A-Za-z_][\w.]*\s*=\s*")
_LEADING_END = re.compile(r"\s*[:;\]|)\t]|  | [-–—] | [^\W\d][\w ]*[=:]\s*$|, [^\W\d][\w ]*[=:]")
_NAMES_NEXT = re.compile(r",? [^\W\d][\w /.-]* ")
_REMARKS = re.compile(r"\s*\([^()]*+\)")
AFTER_COUNTER = re.compile(r"\)?\]?\s*(?::|=|is|->|：|,|-)?\s*")
"""What may part a counter from a value that has no name of its own: "epoch 3: 0.5"."""


class Value(NamedTuple):
    """A number of a line.

    place:  which of the line's values
    per:    index of what it is divided by, as in "45/50", or -1
    before: the text before it
    after:  the text behind it and what it is divided by
    """

    place: int
    per: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A line. texts: what stands before each value, and behind the last · values: its numbers as they are written"""

    text: str
    texts: Sequence[str]
    values: Sequence[str]

    def value(self, index: int) -> tuple[Value, int]:
        """A value with what it is divided by, and the index of the one that follows."""
        per = index + 1 if self._is_divided(index) else -1
        following = max(index, per) + 1
        while per > 0 and following < len(self.values) and self.texts[following].strip() == "/":
            following += 1
        return Value(index, per, self.texts[index], self.texts[following]), following

    def _is_divided(self, index: int) -> bool:
        """Whether the next number says of how many; in "0.5 / 3.1s" it does not."""
        signs = index + 1 < len(self.values) and self.texts[index + 1].strip() in ("/", "of")
        return signs and not has_other_unit(self.texts[index + 2])

    def behind_list(self, index: int) -> int:
        """The index of the first value behind the list that `index` is in."""
        while index < len(self.values) and "]" not in self.texts[index]:
            index += 1
        return index

    def counts_itself(self, name: str, after: str) -> bool:
        """ "Train loss 12 0.53" is the loss of step 12, if no other number has the same name."""
        value, following = self.values[0], self.values[1] if len(self.values) > 1 else ""
        return (
            (value.isdigit() and AFTER_COUNTER.fullmatch(after) is not None)
            and ("." in following or (number(following) or 0.0) != 0.0)
            and not any(text.rstrip().endswith(name) for text in self.texts[1:])
        )

    def leads(self, after: str) -> bool:
        """Whether the text behind a line's first number parts it from the rest, or names the next: "100 loss 0.5"."""
        if _LEADING_END.match(after):
            return True
        return len(self.values) > 1 and _NAMES_NEXT.fullmatch(after) is not None and is_metric(after.strip(" ,"))

    def with_remark(self, index: int, name: str) -> str:
        """A counter's name with what a remark parts from it: "loss (for one batch) at step"."""
        text = self.texts[index]
        return name_before(_REMARKS.sub("", text), index == 0).text if _REMARKS.search(text) else name

    def is_assignment(self) -> bool:
        """Whether the line is nothing but "name = number"."""
        alone = len(self.values) == 1 and not self.texts[1].split("#")[0].strip(" ;")
        return alone and _ASSIGNMENT.fullmatch(self.texts[0]) is not None

    def strange(self, names: Sequence[str]) -> int:
        """How many words belong to none of these names, to no split and to no counter."""
        known = {word for name in names for word in _WORD.findall(name)}
        found = [word for text in self.texts for word in _WORD.findall(_PARENTHESES.sub(" ", text))]
        return sum(word not in known and word.lower() not in SPLITS and word.lower() not in COUNTERS for word in found)

"""One line → what each of its numbers is: counter, metric, learning rate or nothing. The heart of reading free text."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from analyzers.free_text.lines.known import KINDS_KEPT
from analyzers.free_text.lines.tokens import is_range, number
from analyzers.free_text.names.names import Name, name_before
from analyzers.free_text.names.roles import counter_of, is_metric, role_of
from analyzers.free_text.phrases import named, nameless
from analyzers.free_text.phrases.heard import Heard
from analyzers.free_text.phrases.template import Template
from analyzers.free_text.phrases.wording import Value, Wording

_REMARK = re.compile(
    r"improved? from|not improved?|no improvement|did not improve|didn.t improve|inf -->|\d -->|(?:de|in)creased \("
    r"|^\W*(?:epoch\W+\d+\W+)?(?:saving|saved|save|loading|loaded|restor\w+|writing|wrote|snapshotting|resum\w+)\b"
    r"|early ?stopping|best (?:so far|model|epoch|score|val)|new best|checkpoint saved"
    r"|reducing learning rate|setting loss scale",
    re.IGNORECASE,
)
"""What programs say about a value that they print elsewhere, too."""

_VALUE_SIGN = re.compile(r"(?:[:=|]|(?:loss|acc|accuracy|error)\s)\s*[-+]?(?:\d|nan|inf|\.)", re.IGNORECASE)
_EVALUATED = "Saving dict for global step"
"""How an estimator of TensorFlow begins to tell of its evaluation."""

_DIGITS = re.compile(r"\d++")
_DICT_OF = re.compile(r"([^\W\d_]+)\W{1,3}\{(?:[^{}]*,)?[\s'\"]*$")
_DATE = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)$", re.IGNORECASE)


def parse(shape: str, values: Sequence[str]) -> Template:
    """The template of a line, given as `Lines` has it. Which digits its numbers have is not looked at."""
    return _parsed(shape, _DIGITS.sub("0", "\0".join(values)))


@lru_cache(KINDS_KEPT)
def _parsed(shape: str, zeros: str) -> Template:
    texts, values = shape.split("\0"), zeros.split("\0")
    text = "".join(chain(*zip(texts, values, strict=False), texts[-1:]))
    if _REMARK.search(text) and not _VALUE_SIGN.search(_REMARK.split(text)[0]):
        return Template()
    heard = Heard.nothing(Wording(text, texts, values))
    if _EVALUATED in text:
        heard.split = "val"
    index = 0
    while index < len(values):
        index = _read(heard, index)
    return heard.template()


def _read(heard: Heard, index: int) -> int:
    """Reads one value, with what it is divided by; returns the index of the next."""
    before, written = heard.line.texts[index], heard.line.values[index]
    name = name_before(before, index == 0)
    unit = nameless.glued(heard.line.texts[index + 1])
    if number(written) is None or (is_range(written) and counter_of(name.text) is None and unit is None):
        heard.hear(before)
        return index + 1
    heard.hear(name.context)
    heard.speak(name.context)
    value, following = heard.line.value(index)
    if _opens_list(value, name):
        following = heard.line.behind_list(following)
        if role_of(name.text) not in ("lr", "metric"):
            return following
    if not heard.names and not heard.lead and not _DATE.search(name.text):
        heard.lead = name.text
    if name.text and unit is None:
        named.take(heard, value, _completed(name), name.stated)
    else:
        nameless.take(heard, value)
    return following


def _opens_list(value: Value, name: Name) -> bool:
    """ "loss: [0.5, 0.4]": a list with a name, whose first number stands for it."""
    return bool(name.text) and value.before.rstrip().endswith("[") and value.after.startswith(",")


def _completed(name: Name) -> str:
    """The name with that of the dict it is a key of: "losses: {'box': 0.5" is the box loss."""
    losses = _DICT_OF.search(name.context)
    if losses and role_of(name.text) == "unknown" and is_metric(losses[1]):
        return f"{name.text} {losses[1].lower().removesuffix('es')}"
    return name.text

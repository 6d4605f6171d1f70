"""One thing that a text says about a training run, and how directly it says so."""

from enum import IntEnum
from typing import Literal

from analyzers.frozen import frozen

Origin = Literal["code", "text"]


class Certainty(IntEnum):
    """How directly a text says something; the higher one wins."""

    MENTIONED = 0  # a number or a name in prose, which may be about something else
    DEFAULT = 1  # what the named framework does where the code says nothing
    SIGNATURE = 2  # the default value of a parameter of the user's own function
    DERIVED = 3  # computed from other statements
    STATED = 4  # `name = value`, an argument of the call that uses it


@frozen()
class Fact:
    """A context key with its value.

    source: in the user's words, e.g. "code, line 8", "Keras default for sgd"
    line:   where it stands in the text, from 1
    origin: code, or what people and programs write around it; code below a log may belong to another answer
    advice: whether its line says what to do ("try lr = 0.01") instead of what was done
    """

    key: str
    value: float | int | str
    source: str
    line: int
    certainty: Certainty = Certainty.STATED
    origin: Origin = "text"
    advice: bool = False

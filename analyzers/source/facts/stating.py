"""A recorded call → facts: each with its value, its place, and how directly the call says it."""

import math
from collections.abc import Iterator

from analyzers.source import names
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.python.values import Call, Value, is_number

Told = Iterator[Fact]


def numbers(pairs: tuple[tuple[str, Value], ...], call: Call) -> Told:
    """Numbers that a call states, each where it is one that its key can have."""
    for key, value in pairs:
        if key and is_number(value) and math.isfinite(value) and names.acceptable(key, value):
            yield stated(key, int(value) if key in names.INTEGERS else float(value), call)


def stated(key: str, value: float | int | str, call: Call) -> Fact:
    """What a call states, or the signature that its argument comes from."""
    certainty = Certainty.SIGNATURE if call.assumed else Certainty.STATED
    return Fact(key, value, place(call), call.line, certainty, "code")


def place(call: Call) -> str:
    """Where a call stands, in the user's words."""
    return f"code, line {call.line}"


def derived(key: str, value: float | int | str, call: Call, at: str = "") -> Fact:
    """What follows from a call. at: the place in the user's words, with what it follows from"""
    return Fact(key, value, at or place(call), call.line, Certainty.DERIVED, "code")

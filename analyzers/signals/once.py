"""Measurements that several rules ask for and that are taken once."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")


def once(measure: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """A measurement of one immutable thing, remembered in that thing for as long as it lives.

    What is found must not refer to the thing: a ring of references would keep both alive.
    """
    name = f"{measure.__module__}.{measure.__qualname__}"

    @wraps(measure)
    def remembered(thing: Thing) -> Found:
        try:
            found: Found = thing.__dict__[name]
        except KeyError:
            found = thing.__dict__[name] = measure(thing)
        return found

    return remembered

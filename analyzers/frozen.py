"""Values that never change, made as fast as others: of a short log a diagnosis is hundreds of them.

A `dataclass(frozen=True)` asks `object.__setattr__` for each field: of six fields that takes six times as long.
Who assigns to a field here is told so by the type checker, and not while the program runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, dataclass_transform

Value = TypeVar("Value")
Found = TypeVar("Found")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, eq: bool = True) -> Callable[[type[Value]], type[Value]]:
    """As `dataclass(frozen=True, eq=eq)`: compared and hashed by its fields where `eq`, else by its identity."""
    return dataclass(eq=eq, unsafe_hash=eq)


class lazy(Generic[Found]):  # noqa: N801  as property, which it stands for
    """As `functools.cached_property`, without the lock that Python 3.11 takes for it: a quarter of the steps."""

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

    def __get__(self, value: Any, _: Any = None) -> Found:
        found = value.__dict__[self.name] = self.find(value)
        return found

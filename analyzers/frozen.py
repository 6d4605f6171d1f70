"""Values that never change, made as fast as others: of a short log a diagnosis is hundreds of them.

A `dataclass(frozen=True)` asks `object.__setattr__` for each field: of six fields that takes six times as long.
Who assigns to a field here is told so by the type checker, and not while the program runs. And it writes and compiles
six functions for each class, of which one is here: a tenth of the time that a process takes to start.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from types import NotImplementedType
from typing import Any, Generic, TypeVar, dataclass_transform

Value = TypeVar("Value")
Found = TypeVar("Found")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, eq: bool = True) -> Callable[[type[Value]], type[Value]]:
    """As `dataclass(frozen=True, eq=eq)`: compared and hashed by its fields where `eq`, else by its identity."""

    def made(cls: type[Value]) -> type[Value]:
        cls.__doc__ = cls.__doc__ or ""  # else `dataclass` looks for its signature
        dataclass(eq=False, repr=False)(cls)
        for name, shared in _SHARED if eq else _SHARED[:1]:
            if name not in vars(cls):
                setattr(cls, name, shared)
        return cls

    return made


def _told(value: Any) -> str:
    named = [f"{each.name}={getattr(value, each.name)!r}" for each in fields(value) if each.repr]
    return f"{type(value).__qualname__}({', '.join(named)})"


def _is_same(value: Any, other: object) -> bool | NotImplementedType:
    return _compared(value) == _compared(other) if value.__class__ is other.__class__ else NotImplemented


def _digest(value: Any) -> int:
    return hash(_compared(value))


_SHARED = (("__repr__", _told), ("__eq__", _is_same), ("__hash__", _digest))


def _compared(value: Any) -> tuple[object, ...]:
    """What tells values of one class apart."""
    cls: Any = value.__class__
    return tuple(map(value.__dict__.__getitem__, _names(cls)))


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cls) if each.compare)


class lazy(Generic[Found]):  # noqa: N801  as property, which it stands for
    """As `functools.cached_property`, without the lock that Python 3.11 takes for it: a quarter of the steps."""

    def __init__(self, find: Callable[[Any], Found]) -> None:
        self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

    def __get__(self, value: Any, _: Any = None) -> Found:
        found = value.__dict__[self.name] = self.find(value)
        return found

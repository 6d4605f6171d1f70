"""Values that never change, made as fast as others: of a short log a diagnosis is hundreds of them.

A `dataclass(frozen=True)` asks `object.__setattr__` for each field: of six fields that takes six times as long.
Who assigns to a field here is told so by the type checker, and not while the program runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, eq: bool = True) -> Callable[[type[Value]], type[Value]]:
    """As `dataclass(frozen=True, eq=eq)`: compared and hashed by its fields where `eq`, else by its identity."""
    return dataclass(eq=eq, unsafe_hash=eq)

"""Objects of a spec as the arguments of calls in code."""

from collections.abc import Mapping
from typing import Any

from analyzers.spec import fields

Given = dict[str, Any]


class Code(str):
    """Text that stands in code as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def own(value: Any) -> Given:
    """The fields of a member of a catalogue that differ from their defaults."""
    made = fields.plain(value)
    return {name: tuple(item) if isinstance(item, list) else item for name, item in made.items() if name != "type"}


def written(given: Mapping[str, Any]) -> str:
    """`name=value` of each, as they stand between the brackets of a call."""
    return ", ".join(f"{name}={text(value)}" for name, value in given.items())


def text(value: Any) -> str:
    """A value as code."""
    return f"{value:g}" if isinstance(value, float) else repr(value)

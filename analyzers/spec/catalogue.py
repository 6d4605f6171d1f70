"""What a spec may be made of, read off the classes that it is read into, so that the page on it cannot go stale."""

import dataclasses
import json
import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from analyzers.frozen import frozen
from analyzers.nn.activations import FUNCTIONS, SOFTMAX
from analyzers.nn.initializers import INITIALIZERS, Initializer
from analyzers.nn.layers import LAYERS
from analyzers.nn.losses import LOSSES
from analyzers.nn.optimizers import OPTIMIZERS
from analyzers.nn.schedules import SCHEDULES, Schedule
from analyzers.spec import bundled, generated
from analyzers.spec.data import Data, Dataset, Inline, StandIn, Table
from analyzers.spec.fields import plain
from analyzers.spec.training import Training


@frozen()
class Field:
    """default: as JSON; "required" where there is none."""

    name: str
    takes: str
    default: str


@frozen()
class Entry:
    """One thing that can be written. name: as it is written, "" for what has none"""

    name: str
    summary: str
    fields: tuple[Field, ...] = ()


@frozen()
class Chapter:
    """Where in a spec these stand, and how: text."""

    title: str
    text: str
    entries: tuple[Entry, ...]


def chapters() -> tuple[Chapter, ...]:
    """Everything, in the order of a spec."""
    return (
        Chapter("Layers", "In `/model/layers`, from input to output: `type` and fields.", _members(LAYERS)),
        Chapter(
            "Activations", "The name, in `activation` of a layer or `function` of `activation` layers.", _functions()
        ),
        Chapter("Initial weights", f"{NAMED} `kernel_initializer` or `bias_initializer`.", _members(INITIALIZERS)),
        Chapter("Data", "One of the forms in `/data`, with what all of them take.", tuple(_data())),
        Chapter("Training", f"In `/training`. {USUAL}", (_entry("", Training, OWN_TRAINING),)),
        Chapter("Optimizers", f"{NAMED} `/training/optimizer`, with `clip_norm`, `clip_value`.", _members(OPTIMIZERS)),
        Chapter("Losses", f"{NAMED} `/training/loss`.", _members(LOSSES)),
        Chapter("Schedules", f"{NAMED} `/training/schedule`.", _members(SCHEDULES)),
    )


NAMED = "The name alone, or an object with `name` and fields, as"
USUAL = "What is left out, and null, is what the framework in `defaults` usually takes."
OWN_TRAINING = ("optimizer", "loss", "schedule", "clip_norm", "clip_value")
"""Fields of a training that have a chapter of their own, or stand with the optimizer."""


def _members(catalogue: Mapping[str, type[Any]]) -> tuple[Entry, ...]:
    return tuple(_entry(name, each, ("name",)) for name, each in catalogue.items())


def _functions() -> tuple[Entry, ...]:
    return tuple(Entry(name, "") for name in (*FUNCTIONS, SOFTMAX))


def _data() -> Iterator[Entry]:
    yield _entry("x, y", Inline)
    yield _entry("dataset", Dataset)
    yield from (Entry(f'"dataset": "{name}"', "Comes with scikit-learn.") for name in bundled.BUNDLED)
    made = "Made to measure; it takes"
    yield from (
        Entry(f'"dataset": "{name}"', f"{made} examples, seed, {', '.join(how)}.")
        for name, (_, how) in generated.SETS.items()
    )
    yield _entry("csv, npz, parquet", Table)
    yield _entry("stand_in", StandIn)
    yield _entry("with any of them", Data, ("source",))


def _entry(name: str, cls: type[Any], without: tuple[str, ...] = ()) -> Entry:
    hints = get_type_hints(cls)
    kept = [each for each in dataclasses.fields(cls) if each.init and each.name not in without]
    return Entry(name, _summary(cls), tuple(Field(each.name, takes(hints[each.name]), _default(each)) for each in kept))


def _summary(cls: type[Any]) -> str:
    """The first paragraph of its documentation; "" where a dataclass has but the one that Python writes."""
    doc = cls.__doc__ or ""
    return "" if doc.startswith(f"{cls.__name__}(") else " ".join(doc.strip().split("\n\n", 1)[0].split())


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING:
        return "required" if field.default_factory is dataclasses.MISSING else ""
    return json.dumps(plain(field.default, tag="name"))


def takes(hint: Any) -> str:
    """The JSON that a field of this type is written as, in words.

    >>> takes(int), takes(float | None), takes(Literal["standard", "min_max"]), takes(tuple[int, ...])
    ('a whole number', 'a number or null', 'standard or min_max', 'a list, each a whole number')
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(takes(each) for each in inner))
    if origin is Literal:
        return " or ".join(map(str, inner))
    if origin is tuple:
        return f"a list, each {takes(inner[0])}"
    if hint is Initializer:
        return "initial weights"
    return _WORDS.get(hint, "an object")


_WORDS: Mapping[Any, str] = {
    **{int: "a whole number", float: "a number", bool: "true or false", str: "text", type(None): "null"},
    **{Schedule: "a schedule", Any: "numbers in lists"},
}

"""JSON ⇄ frozen dataclasses: a dataclass's fields are its schema. Errors say where, what we got, what would fit."""

import dataclasses
import difflib
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from analyzers.errors import SpecError
from analyzers.nn.initializers import INITIALIZERS, Initializer
from analyzers.source import names as spellings

LARGEST, LARGEST_WHOLE = sys.float_info.max, 2**63 - 1
T = TypeVar("T")
Catalogue = Mapping[str, type[Any]]


def member(catalogue: Catalogue, value: Any, at: str, *, tag: str = "type", what: str = "a layer") -> Any:
    """An object of a catalogue: {"type": "dense", "units": 8}, or the bare name where no field is needed."""
    name = value if isinstance(value, str) else value.get(tag) if isinstance(value, Mapping) else None
    if not isinstance(name, str):
        raise SpecError(f"{at} is {brief(value)}, not {what};", f'give an object with "{tag}", or a name', at)
    if name not in catalogue:
        raise SpecError(f"{at}: {name!r} is not the name of {what};", _instead(name, catalogue), f"{at}/{tag}")
    options = {} if isinstance(value, str) else {key: item for key, item in value.items() if key != tag}
    return build(catalogue[name], options, at, name)


def build(cls: type[T], options: Mapping[str, Any], at: str, name: str = "") -> T:
    """An object of a dataclass from JSON. Raises SpecError with the pointer of what does not fit."""
    if not isinstance(options, Mapping):
        raise SpecError(f"{at} is {brief(options)},", "but must be an object", at)
    known = {each.name: each for each in dataclasses.fields(cls) if each.init}  # type: ignore[arg-type]
    for key in options:
        if key not in known:
            raise SpecError(f"{at}: {name or cls.__name__} has no {key!r};", _instead(key, known), f"{at}/{key}")
    hints = get_type_hints(cls)
    values = {key: convert(hints[key], item, f"{at}/{key}") for key, item in options.items()}
    missing = [key for key, each in known.items() if key not in options and _is_required(each)]
    if missing:
        raise SpecError(f"{at}: {name or cls.__name__} lacks {missing[0]!r};", "add it", f"{at}/{missing[0]}")
    try:
        return cls(**values)
    except SpecError as error:
        field = f"/{error.at.lstrip('/')}" if error.at else ""
        raise SpecError(f"{at}: {error.problem}", error.hint, f"{at}{field}") from error


def all_of(parts: Sequence[Callable[[], T]]) -> tuple[T, ...]:
    """What each of them makes. Raises the first SpecError with those of the others, so that all are told at once."""
    made, wrong = [], []
    for part in parts:
        try:
            made.append(part())
        except SpecError as error:
            wrong.append(error)
    if wrong:
        raise SpecError(wrong[0].problem, wrong[0].hint, wrong[0].at, tuple(wrong[1:]))
    return tuple(made)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def convert(hint: Any, value: Any, at: str) -> Any:
    """A JSON value as a field's type wants it."""
    origin = get_origin(hint)
    if hint is Any:
        return value
    if hint is Initializer:
        return member(INITIALIZERS, value, at, tag="name", what="an initializer")
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), value, at)
    if origin is Literal:
        if value not in get_args(hint):
            raise SpecError(f"{at} is {brief(value)};", _instead(str(value), get_args(hint)), at)
        return value
    if origin is tuple:
        return _tuple(get_args(hint), value, at)
    if origin is Mapping and isinstance(value, Mapping):
        return dict(value)
    return _plain(origin or hint, value, at)


def _one_of(hints: tuple[Any, ...], value: Any, at: str) -> Any:
    if value is None and type(None) in hints:
        return None
    problem: SpecError | None = None
    for hint in hints:
        if hint is not type(None):
            try:
                return convert(hint, value, at)
            except SpecError as error:
                problem = problem or error
    raise problem or SpecError(f"{at} is {brief(value)};", "leave it out", at)


def _tuple(hints: tuple[Any, ...], value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise SpecError(f"{at} is {brief(value)},", "but must be a list", at)
    if len(hints) == 2 and hints[1] is Ellipsis:
        hints = (hints[0],) * len(value)
    if len(hints) != len(value):
        raise SpecError(f"{at} has {len(value)} entries,", f"but must have {len(hints)}", at)
    return tuple(
        convert(hint, item, f"{at}/{place}") for place, (hint, item) in enumerate(zip(hints, value, strict=True))
    )


def _plain(hint: Any, value: Any, at: str) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if hint is float and number and abs(value) <= LARGEST:
        return float(value)
    if hint is int and number and abs(value) <= LARGEST_WHOLE and value == int(value):
        return int(value)
    if hint in (bool, str) and isinstance(value, hint):
        return value
    if isinstance(hint, type) and isinstance(value, hint) and hint not in (int, float):
        return value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, Mapping):
        return build(hint, value, at)
    wanted = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}.get(hint, "an object")
    raise SpecError(f"{at} is {brief(value)},", f"but must be {wanted}", at)


def plain(value: Any, *, tag: str = "type") -> Any:
    """The JSON of a dataclass: its kind under `tag`, and the fields that differ from their defaults.

    Inside another object the kind stands under "name", and alone where it says everything: "he_normal".
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = getattr(value, "kind", None)
        made: dict[str, Any] = {tag: kind} if kind else {}
        for each in dataclasses.fields(value):
            item = getattr(value, each.name)
            if each.init and (_is_required(each) or item != _default(each)):
                item = plain(item, tag="name")
                made[each.name] = item["name"] if isinstance(item, dict) and set(item) == {"name"} else item
        return made
    if isinstance(value, tuple | list):
        return [plain(item, tag=tag) for item in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default


def brief(value: Any) -> str:
    """A JSON value for a message, short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _instead(name: str, known: Any) -> str:
    """What would fit instead of a name: another spelling of it, a name that looks like it, or all there are."""
    names = [str(each) for each in known]
    spelled = spellings.NUMBERS.get(spellings.plain(name))
    close = [spelled] if spelled in names else difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names[:30]) or 'none'}"

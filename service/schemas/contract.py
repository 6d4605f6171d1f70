"""What every model of the contract shares."""

from collections.abc import Iterator, Sequence
from typing import get_args

from pydantic import BaseModel, ConfigDict


class Question(BaseModel):
    """Something sent to us: what it holds beyond its fields is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")


def names_at(model: str, place: Sequence[int | str]) -> tuple[str, ...]:
    """What may stand beside the field at a place of the question of that name; () where that cannot be told."""
    found = next((each for each in _questions(Question) if each.__name__ == model), None)
    for part in place[:-1]:
        kind = found.model_fields[part].annotation if found and part in found.model_fields else None
        kinds = (kind, *get_args(kind))  # `Budget | None` is a Budget
        found = next((each for each in kinds if isinstance(each, type) and issubclass(each, Question)), None)
    return tuple(found.model_fields) if found else ()


def _questions(model: type[Question]) -> Iterator[type[Question]]:
    for each in model.__subclasses__():
        yield each
        yield from _questions(each)


class Answer(BaseModel):
    """Something we send. The JSON itself is written from plain values; tests hold it against these models.

    Nothing is validated by them while the service runs: the validators are built by whoever wants one.
    """

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

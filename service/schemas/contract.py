"""What every model of the contract shares."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict


class Question(BaseModel):
    """Something sent to us: what it holds beyond its fields is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Made once: flask-openapi asks for it with every request."""
        return _schema(cls, args, tuple(kwargs.items()))


@cache
def _schema(model: type[Question], args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return super(Question, model).model_json_schema(*args, **dict(kwargs))


class Answer(BaseModel):
    """Something we send. The JSON itself is written from plain values; tests hold it against these models."""

    model_config = ConfigDict(extra="forbid", strict=True)

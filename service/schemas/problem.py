"""RFC 9457 problem details, the one shape of every error."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ErrorAt(BaseModel):
    model_config = ConfigDict(extra="allow")

    at: str = Field(description="Where: a path into the body, or the name of a parameter")
    problem: str


class ProblemAnswer(BaseModel):
    """What is wrong and where (`detail`), and what to do about it (`hint`). Some kinds tell more."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/docs#too-large"])
    title: str
    status: int
    detail: str
    hint: str = ""
    errors: list[ErrorAt] = []
    example: Any = None

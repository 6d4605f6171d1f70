"""Live runs: a log that is posted while it grows."""

from typing import Annotated, Any

from pydantic import Field

from service.schemas.contract import Answer, Question
from service.schemas.upload import NOTHING_KNOWN, ContextQuestion, Word

LARGEST_OFFSET = 2**63 - 1  # that the store can hold


class RunBody(Question):
    name: Word = "run"
    context: ContextQuestion = NOTHING_KNOWN


class ChunkQuery(Question):
    offset: Annotated[int, Field(ge=0, le=LARGEST_OFFSET)] | None = Field(
        None, description="Where the chunk starts in the log, in bytes; it makes a repeated request safe"
    )


class RecordsBody(Question):
    """Records instead of a piece of text: each becomes a line of the log."""

    records: Annotated[list[dict[str, Any]], Field(min_length=1)] = Field(
        examples=[[{"step": 1, "loss": 0.693, "val_loss": 0.701}]]
    )


class PageQuery(Question):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: Annotated[str, Field(max_length=64)] | None = Field(None, description="`next` of the page before")


class LiveRunAnswer(Answer):
    """size: bytes of log so far, which is where the next chunk starts; times in seconds since 1970."""

    id: str
    name: str
    created: float
    updated: float
    size: int
    links: dict[str, str]


class SizeAnswer(Answer):
    size: int = Field(description="Bytes of log so far: the offset of the next chunk")


class RunsAnswer(Answer):
    runs: list[LiveRunAnswer]
    next: str | None


class DiagnosisSummary(Answer):
    id: str
    created: float
    verdict: str
    headline: str


class DiagnosesAnswer(Answer):
    diagnoses: list[DiagnosisSummary]
    next: str | None

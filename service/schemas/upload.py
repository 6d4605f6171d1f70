"""What may be uploaded for a diagnosis, and what may be said of it."""

from typing import Annotated, Any

from pydantic import AllowInfNan, Field, WithJsonSchema

from service.schemas.contract import Question

Positive = Annotated[float, Field(gt=0), AllowInfNan(False)]
Count = Annotated[int, Field(gt=0, le=10**12)]
Word = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}),
]
"""One of a curve as JSON can have it."""


class ContextQuestion(Question):
    """What is known about the run beside its log; it goes before what the log says."""

    optimizer: Word | None = Field(None, examples=["sgd"])
    learning_rate: Positive | None = Field(None, examples=[0.01])
    momentum: Annotated[float, Field(ge=0, lt=1)] | None = None
    batch_size: Count | None = None
    classes: Annotated[int, Field(ge=2, le=10**9)] | None = None
    epochs: Count | None = None
    steps_per_epoch: Count | None = None
    framework: Word | None = Field(None, examples=["keras"])


NOTHING_KNOWN = ContextQuestion.model_construct()


class DiagnosisQuery(ContextQuestion):
    filename: Annotated[str, Field(max_length=1000)] = Field("", description="A hint at the format, never opened")


class MetricsBody(Question):
    """Curves as numbers."""

    metrics: Annotated[dict[str, list[Number]], Field(min_length=1)] = Field(
        examples=[{"loss": [0.693, 0.512, 0.401], "val_loss": [0.701, 0.544, 0.467]}]
    )
    context: ContextQuestion = NOTHING_KNOWN
    filename: str = ""


class TextBody(Question):
    """A log, or a question with a log in it, as a JSON string."""

    text: str = Field(min_length=1, examples=["epoch 1: loss = 0.693\nepoch 2: loss = 0.512\n"])
    context: ContextQuestion = NOTHING_KNOWN
    filename: str = ""


class LogForm(ContextQuestion):
    """One log or several, and what the network was trained with."""

    log: list[str] = Field(description="One part a log, as a file or as text")
    config: str | None = Field(None, description="JSON or source code that says how the network was trained")

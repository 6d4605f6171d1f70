"""`POST /v1/diagnoses`: what may be asked, and the answer."""

from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, Field, WithJsonSchema

from service.schemas.contract import Answer, Question

Verdict = Literal["healthy", "warning", "critical", "unknown"]
Severity = Literal["info", "warning", "critical"]
Unit = Literal["epoch", "step", "record"]
Finite = Annotated[float, AllowInfNan(False)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0), AllowInfNan(False)]
Count = Annotated[int, Field(gt=0, le=10**12)]
Word = Annotated[str, Field(min_length=1, max_length=100)]


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


Number = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}),
]


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


class Evidence(Answer):
    value: Finite | None
    unit: str = ""
    note: str = ""


class Where(Answer):
    metric: str
    from_: int = Field(alias="from")
    to: int
    unit: Unit


class Cause(Answer):
    code: str
    likelihood: Share
    why: str


class Finding(Answer):
    """One thing that a run shows. `GET /v1/findings/{code}` explains it."""

    code: str = Field(examples=["diverging"])
    severity: Severity
    confidence: Share
    headline: str
    explanation: str
    where: Where | None
    evidence: dict[str, Evidence]
    causes: list[Cause]


class Operation(Answer):
    """RFC 6902, on the spec of an experiment."""

    op: str
    path: str
    value: Any = None


class Verified(Answer):
    """What re-training with the change measured.

    gain, interval: times by which the loss fell, or by how much the share of right answers grew, with 95 % interval;
    experiment: the address of the one that measured it
    """

    helped: bool
    before: Finite | None
    after: Finite | None
    metric: str
    gain: Finite | None
    interval: list[Finite] | None
    seeds: int
    experiment: str | None


class Suggestion(Answer):
    """One change to make, the first the most worth trying. `GET /v1/remedies/{action}` explains it."""

    action: str = Field(examples=["lower_learning_rate"])
    headline: str
    why: str
    addresses: list[str]
    patch: list[Operation]
    code: dict[str, str]
    verified: Verified | None


class Metric(Answer):
    """A curve in numbers; those of non-finite records are null and counted in `nonfinite`."""

    name_in_log: str
    records: int
    first: Finite | None
    last: Finite | None
    min: Finite | None
    max: Finite | None
    nonfinite: int
    unit: Unit


class ContextValue(Answer):
    value: Finite | int | str
    source: str = Field(examples=["code, line 8"])


class Skipped(Answer):
    code: str
    needs: list[str]


class RunAnswer(Answer):
    name: str
    verdict: Verdict
    headline: str
    context: dict[str, ContextValue]
    metrics: dict[str, Metric]
    findings: list[Finding]
    suggestions: list[Suggestion]
    checked: list[str]
    skipped: list[Skipped]


class Primary(Answer):
    run: int | None  # None for a finding that is only mentioned, in a text without a curve
    code: str


class Mention(Answer):
    """A finding that the words of a text point to: a possibility, not a measurement."""

    code: str
    likelihood: Share
    quote: str
    line: int
    post: str


class ConfigAnswer(Answer):
    """What the config, or the code in the text, shows before any training; no rule on the curves has looked at it."""

    findings: list[Finding]


class ReadingAnswer(Answer):
    """How the upload was read: lines (or records), how many of them gave a value, what was assumed."""

    format: str
    lines: int
    used: int
    ignored: int
    notes: list[str]


class Links(Answer):
    self: str
    chart: str
    series: str


class DiagnosisAnswer(Answer):
    """The verdict on an upload."""

    id: str
    verdict: Verdict
    headline: str
    primary: Primary | None
    runs: list[RunAnswer]
    mentioned: list[Mention]
    config: ConfigAnswer
    reading: ReadingAnswer
    links: Links


class Curve(Answer):
    """Long curves are thinned to the lowest and the highest record of each stretch."""

    name_in_log: str
    unit: Unit
    records: int
    steps: list[int]
    values: list[Finite | None]


class SeriesAnswer(Answer):
    """The curves of a diagnosis, for drawing: one map from metric to curve a run."""

    runs: list[dict[str, Curve]]

"""The answer of `POST /v1/diagnoses`."""

from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, Field

from service.schemas.contract import Answer

Verdict = Literal["healthy", "warning", "critical", "unknown"]
Severity = Literal["info", "warning", "critical"]
Unit = Literal["epoch", "step", "record"]
Finite = Annotated[float, AllowInfNan(False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Evidence(Answer):
    """A number that a finding rests on. note: what it is, in words"""

    value: Finite | None
    unit: str = ""
    note: str = ""


class Where(Answer):
    """The stretch of a metric that a finding is about, `from` and `to` included, counted in `unit`."""

    metric: str
    from_: int = Field(alias="from")
    to: int
    unit: Unit


class Cause(Answer):
    """What may be behind a finding, and how likely that is by itself."""

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
    """What is known of a run beside its curves, and where that was found."""

    value: Finite | int | str
    source: str = Field(examples=["code, line 8"])


class Skipped(Answer):
    """A finding that was not looked for. needs: the metrics that the log lacks for it"""

    code: str
    needs: list[str]


class RunAnswer(Answer):
    """The verdict on one run of the upload. checked: the findings that were looked for"""

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
    """The first finding of the run that is worst off. run: which of `runs`, from 0"""

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
    """Addresses of the same diagnosis: the JSON, its picture, its curves."""

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

"""`POST /v1/experiments`: what may be asked, and the answer."""

from typing import Any, Literal

from pydantic import Field

from service.schemas.contract import Answer, Question
from service.schemas.diagnosis import Curve, Finding, Finite, Operation, RunAnswer

Status = Literal["queued", "running", "done", "failed", "cancelled"]
Series = dict[str, Curve]


class Budget(Question):
    """How long an experiment may take."""

    seconds: float | None = Field(None, strict=True, examples=[20])


class ExperimentBody(Question):
    """What to train and what to find out. The parts are described in the documentation of each; all but `model` have
    usual values."""

    model: dict[str, Any] = Field(
        description='{"layers": […]}, {"keras": model.to_json()}, {"pytorch": "print(model)"}, {"sklearn": {…}}, '
        'or {"source": "pasted code or a whole question"}',
        examples=[{"layers": [{"type": "dense", "units": 10, "activation": "softmax"}]}],
    )
    data: dict[str, Any] | None = Field(
        None,
        description='{"x": […], "y": […]}, {"dataset": "digits"}, {"csv": "…", "target": "label"}, {"npz": base64}, '
        '{"parquet": base64}, or {"stand_in": {…}}',
        examples=[{"dataset": "digits"}],
    )
    training: dict[str, Any] | None = Field(
        None,
        description="How it is trained; what is left out is what `defaults`, a framework, takes",
        examples=[
            {
                "optimizer": {"name": "adam", "learning_rate": 0.001},
                "loss": "categorical_crossentropy",
                "metrics": ["accuracy"],
                "batch_size": 32,
                "epochs": 20,
                "schedule": {"name": "cosine"},
                "validation_split": 0.2,
                "seed": 0,
                "defaults": "keras",
            }
        ],
    )
    log: str | None = Field(None, description="The text of a log to hold the replay against")
    ask: list[Literal["checks", "replay", "stability", "range", "remedies"]] | None = Field(
        None, description="What to find out; all of it where nothing is said"
    )
    budget: Budget | None = None


class ExperimentForm(Question):
    """The same as a form: `spec` is the JSON, `data` a CSV, NPZ or Parquet file, `target` its column or array."""

    spec: str = Field(description="The JSON of what to train, as a file or a field")
    data: str | None = Field(None, description="A table", json_schema_extra={"format": "binary"})
    target: str | None = Field(None, description="The column, or array, that is to be predicted")
    log: str | None = Field(None, description="A log to hold the replay against")


class Progress(Answer):
    phase: str
    done: int
    total: int


class Misunderstood(Answer):
    line: int
    text: str
    why: str


class Growth(Answer):
    log: Finite | None
    replay: Finite | None


class FirstFindings(Answer):
    log: str | None
    replay: str | None


class MatchAnswer(Answer):
    agrees: bool
    records: int
    ratio: Finite | None
    growth_per_record: Growth
    primary: FirstFindings


class ReplayAnswer(Answer):
    run: RunAnswer
    series: Series
    matches_log: MatchAnswer | None


class PointAnswer(Answer):
    """preconditioned_sharpness: where the optimizer divides gradients by their size; its limit follows from that."""

    at: Literal["start", "along", "end"]
    epoch: int
    sharpness: Finite
    preconditioned_sharpness: Finite | None
    learning_rate_limit: Finite | None


class StabilityAnswer(PointAnswer):
    """At the start, and along the replay. examples: how many the loss is the mean of; a few hundred err by some %."""

    optimizer: str
    examples: int
    along: list[PointAnswer]


class RangeAnswer(Answer):
    rates: list[float]
    losses: list[Finite | None]
    start: Finite | None
    epochs: int
    largest_stable: float | None
    fastest: float | None
    suggested: float | None
    complete: bool


class TrialAnswer(Answer):
    """What a change did, trained beside the unchanged spec. `before` and `after` are means over the seeds, null where
    one did not stay finite. `gain` is how many times lower the loss is, or by how much the share of right answers grew;
    it counts from where the unchanged spec ended, or (`gain_from`) from the start of the training where that spec ended
    above its own. `interval` is its 95 % interval, null where it is failures of single seeds that are saved."""

    action: str
    patch: list[Operation]
    helped: bool
    metric: str
    before: Finite | None
    after: Finite | None
    gain: Finite | None
    gain_from: Literal["end", "start"]
    interval: list[Finite] | None
    seeds: int
    complete: bool


class BeforeAndAfter(Answer):
    before: Series | None
    after: Series


class BestAnswer(Answer):
    actions: list[str]
    spec: dict[str, Any]
    patch: list[Operation]
    metric: str
    before: Finite | None
    after: Finite | None
    series: BeforeAndAfter
    code: dict[str, str]


class ExperimentResult(Answer):
    spec: dict[str, Any]
    stand_in: bool
    understood: list[str]
    not_understood: list[Misunderstood]
    checks: list[Finding]
    replay: ReplayAnswer | None
    stability: StabilityAnswer | None
    range: RangeAnswer | None
    remedies: list[TrialAnswer]
    best: BestAnswer | None
    notes: list[str]
    complete: bool


class Estimate(Answer):
    """What the work was estimated to take before it began."""

    parameters: int
    flops: float
    bytes: float
    seconds: float


class ExperimentAnswer(Answer):
    id: str
    status: Status
    created: float
    progress: Progress | None
    estimate: Estimate | None
    result: ExperimentResult | None
    error: str | None
    links: dict[str, str]


class ExperimentSummary(Answer):
    id: str
    status: Status
    created: float


class ExperimentsAnswer(Answer):
    experiments: list[ExperimentSummary]
    next: str | None

"""The spec as it is, trained with probes, and judged by the rules that judge logs."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from analyzers.checks.unscaled_inputs import Limits, target_size
from analyzers.diagnosis import RunDiagnosis, judge
from analyzers.experiments.budget import Budget
from analyzers.experiments.stability import Along
from analyzers.frozen import frozen
from analyzers.nn import Probes, Trained, train
from analyzers.run import Context, ContextValue, Run, Series
from analyzers.spec import Prepared

SPEC = "spec"
DEFAULTS = "spec, whose usual values are this framework's"
STILL = 1.05  # times by which a loss that stands still may change


@frozen(eq=False)
class Replay:
    """trained: with its probes among the run's series · seconds: what an epoch of it took."""

    trained: Trained
    diagnosis: RunDiagnosis
    seconds: float

    @property
    def run(self) -> Run:
        return self.diagnosis.run

    @property
    def turned(self) -> int:
        """The epoch by which the loss had made half of its way down; half of all where it stood still the whole time,
        1 where it rose. Before it, nothing shows."""
        losses = self.run["train/loss"].values
        if not np.isfinite(losses).all() or losses[-1] > STILL * losses[0]:
            return 1
        first, best = losses[0], losses.min()
        if best > first / STILL:
            return len(losses) // 2
        return int(np.argmax(losses <= (first + best) / 2)) + 1

    def with_curves(self, curves: Mapping[str, Series]) -> "Replay":
        """With curves that were measured beside the training; no rule has looked at them."""
        run = replace(self.run, series={**self.run.series, **curves})
        return replace(self, diagnosis=replace(self.diagnosis, run=run))


def replay(
    prepared: Prepared,
    budget: Budget,
    along: Along | None = None,
    on_epoch: Callable[[int], None] = lambda epoch: None,
) -> Replay:
    """Trains once; ends early when the budget does, and says so in the run's notes. along: looks at the curvature."""
    began = budget.clock()
    (trained,) = train(
        prepared.network,
        prepared.data,
        prepared.training,
        probes=Probes(),
        on_progress=lambda progress: on_epoch(progress.epoch),
        stop=lambda: budget.over,
        look=along or (lambda session: None),
    )
    took = budget.clock() - began - (along.spent if along else 0.0)
    epochs = len(trained.run["train/loss"]) if "train/loss" in trained.run else 0
    notes = () if trained.complete else (f"Stopped after {epochs} epochs: the time was up.",)
    run = replace(trained.run, name="replay", context=context(prepared), notes=notes)
    return Replay(replace(trained, run=run), judge(run), took / max(1, epochs))


def context(prepared: Prepared) -> Context:
    """What the spec says of the run, as a log's surroundings would."""
    training, examples = prepared.training, len(prepared.data.x)
    known: dict[str, float | int | str | None] = {
        "optimizer": training.optimizer.kind,
        "learning_rate": prepared.spec.training.learning_rate,
        "momentum": getattr(training.optimizer, "momentum", None) or None,
        "batch_size": training.batch_size,
        "examples": examples,
        "steps_per_epoch": math.ceil(examples / training.batch_size),
        "epochs": training.epochs,
        "classes": prepared.examples.classes or None,
        "loss": training.loss.kind,
        "task": prepared.examples.task,
        "scaled": " and ".join(scaled(prepared)) or None,
    }
    told = {key: ContextValue(value, SPEC) for key, value in known.items() if value is not None}
    return told | {"framework": ContextValue(prepared.spec.training.defaults, DEFAULTS)}


def scaled(prepared: Prepared) -> tuple[str, ...]:
    """What needs no scaling: it is scaled already, or it is a target of the usual size."""
    data, large = prepared.spec.data, target_size(prepared) > Limits().size
    return ("inputs",) * (data.scale is not None) + ("target",) * (data.scale_target is not None or not large)

"""The `training` of a spec: optimizer, loss, schedule, batches, epochs. Whatever is left out takes a usual value."""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn import training as core
from analyzers.nn.losses import LOSSES, Loss
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.optimizers import OPTIMIZERS
from analyzers.nn.schedules import SCHEDULES, Schedule
from analyzers.nn.types import Framework
from analyzers.source import names
from analyzers.spec import fields
from analyzers.spec.examples import Examples

EPOCHS, BATCH_SIZE = 20, 32
MOST_EPOCHS = 100_000
ClassWeights = Literal["balanced"] | Mapping[str, float]
_CLIPS = ("clip_norm", "clip_value")


@frozen()
class Training:
    """How to train.

    clip_norm, clip_value: of the gradient; written beside the optimizer's numbers in the JSON
    batch_size:       None: every step sees all examples
    class_weights:    a factor on the loss of each class's examples; "balanced": so that all classes count the same
    validation_split: the share of the examples that is held out, the last ones as in Keras
    defaults:         whose usual numbers and initial weights hold where none are stated
    """

    optimizer: Optimizer
    loss: Loss
    metrics: tuple[str, ...] = ()
    batch_size: int | None = BATCH_SIZE
    epochs: int = EPOCHS
    schedule: Schedule | None = None
    validation_split: float = 0.0
    seed: int = 0
    shuffle: bool = True
    clip_norm: float | None = None
    clip_value: float | None = None
    class_weights: ClassWeights | None = None
    defaults: Framework = "keras"

    def __post_init__(self) -> None:
        if self.batch_size is not None and self.batch_size < 1:
            raise SpecError(f"batch_size is {self.batch_size},", "but must be at least 1, or null", "batch_size")
        if not 1 <= self.epochs <= MOST_EPOCHS:
            raise SpecError(f"epochs is {self.epochs},", f"but must be 1 to {MOST_EPOCHS}", "epochs")
        if not 0 <= self.validation_split < 1:
            share = self.validation_split
            raise SpecError(f"validation_split is {share},", "but must be 0 or more and below 1", "validation_split")

    @property
    def learning_rate(self) -> float:
        return float(getattr(self.optimizer, "learning_rate", 0.0) or 0.0)

    def core(self, examples: int, data: Examples) -> core.Training:
        """The same for the core. examples: how many it trains on; data: all of them, for balanced weights."""
        return core.Training(
            optimizer=self.optimizer,
            loss=self.loss,
            schedule=self.schedule or core.CONSTANT,
            batch_size=min(self.batch_size or examples, examples),
            epochs=self.epochs,
            metrics=("accuracy",) if self.loss.classifies else (),
            shuffle=self.shuffle,
            seed=self.seed,
            class_weights=self._weights(data),
            clip_value=self.clip_value,
            clip_norm=self.clip_norm,
        )

    def _weights(self, data: Examples) -> dict[int, float]:
        if self.class_weights is None or data.task != "classification":
            return {}
        if isinstance(self.class_weights, Mapping):
            return {int(name): float(weight) for name, weight in self.class_weights.items()}
        counts = np.bincount(data.y.astype(int), minlength=data.classes)
        return {number: len(data.y) / (data.classes * max(1, int(count))) for number, count in enumerate(counts)}


def read(value: Any, usual_loss: str, at: str = "/training") -> tuple[Training, float]:
    """The training, and a weight decay that its optimizer does not know (the layers take it as l2 then)."""
    if value is None:
        value = {}
    if not isinstance(value, Mapping):
        raise SpecError(f"{at} is {fields.brief(value)},", "but must be an object", at)
    given = dict(value)
    _check_weights(given.get("class_weights"), f"{at}/class_weights")
    defaults = fields.convert(Framework, given.get("defaults", "keras"), f"{at}/defaults")
    optimizer, clips, decay = _optimizer(given.pop("optimizer", "adam"), defaults, f"{at}/optimizer")
    epochs = given.get("epochs", EPOCHS)
    built = {
        "optimizer": optimizer,
        "loss": _loss(given.pop("loss", None) or usual_loss, f"{at}/loss"),
        "schedule": _schedule(given.pop("schedule", None), epochs, f"{at}/schedule"),
    }
    return fields.build(Training, {**given, **built, **clips}, at, "training"), decay


def _check_weights(value: Any, at: str) -> None:
    if value in (None, "balanced"):
        return
    if not isinstance(value, Mapping):
        raise SpecError(f"{at} is {fields.brief(value)},", 'but must be "balanced" or an object of numbers', at)
    for name, weight in value.items():
        if not str(name).isdecimal():
            raise SpecError(f"{at} has a class {name!r};", "number the classes from 0", at)
        fields.convert(float, weight, f"{at}/{name}")


def _optimizer(value: Any, framework: Framework, at: str) -> tuple[Optimizer, dict[str, Any], float]:
    """The optimizer, the clipping that stands with it, and a weight decay that it does not know."""
    given = _named(value)
    name = names.optimizer(str(given.get("name", ""))) or str(given.get("name", ""))
    clips = {key: given.pop(key) for key in _CLIPS if given.get(key) is not None}
    if name == "adam" and given.get("weight_decay"):
        name = "adamw"
    known = {each.name for each in dataclass_fields(OPTIMIZERS[name])} if name in OPTIMIZERS else set()
    decay = given.pop("weight_decay", 0.0) if "weight_decay" not in known else 0.0
    made: Optimizer = fields.member(OPTIMIZERS, given | {"name": name}, at, tag="name", what="an optimizer")
    decay = fields.convert(float, decay or 0.0, f"{at}/weight_decay")
    return made.completed(framework), clips, decay


def _named(value: Any) -> dict[str, Any]:
    return {"name": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else {}


def _loss(value: Any, at: str) -> Loss:
    given = _named(value)
    name = str(given.get("name", ""))
    given["name"] = name if name in LOSSES else names.loss(name) or name
    return fields.member(LOSSES, given, at, tag="name", what="a loss")  # type: ignore[no-any-return]


def _schedule(value: Any, epochs: Any, at: str) -> Schedule | None:
    """A schedule by name or with its numbers; its length is that of the training where none is given."""
    if value is None:
        return None
    given = _named(value)
    if "epochs" in given:
        given["length"] = given.pop("epochs")
    kind = SCHEDULES.get(str(given.get("name")))
    wanted = {each.name for each in dataclass_fields(kind)} if kind else set()
    if "length" in wanted and given.get("name") != "warm_up" and isinstance(epochs, int | float):
        given.setdefault("length", epochs)
    if "then" in given:
        given["then"] = _schedule(given["then"], epochs, f"{at}/then")
    return fields.member(SCHEDULES, given, at, tag="name", what="a schedule")  # type: ignore[no-any-return]


def plain(training: Training) -> dict[str, Any]:
    """The JSON of a training, as `read` takes it: the optimizer with all that belongs to it."""
    made: dict[str, Any] = fields.plain(replace(training, clip_norm=None, clip_value=None))
    optimizer = fields.plain(training.optimizer, tag="name")
    clips = {key: getattr(training, key) for key in _CLIPS if getattr(training, key) is not None}
    made["optimizer"] = optimizer | clips
    made.setdefault("batch_size", training.batch_size)
    made.setdefault("epochs", training.epochs)
    return made

"""What to train with: data, settings, and in what each replica differs."""

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.initializers import Initializer
from analyzers.nn.layer import at_least
from analyzers.nn.loss import Loss
from analyzers.nn.optimizer import Optimizer
from analyzers.nn.schedules import ConstantRate, Schedule
from analyzers.nn.types import Array

CONSTANT = ConstantRate()


@frozen(eq=False)
class Data:
    """x: (n, *input_shape); y: (n,) or (n, outputs), class numbers where the loss takes them; the same held out."""

    x: Array
    y: Array
    validation: tuple[Array, Array] | None = None

    def __post_init__(self) -> None:
        for x, y in (self.pair, *([self.validation] if self.validation else [])):
            if len(x) != len(y) or not len(x):
                raise SpecError(
                    f"there are {len(x)} inputs and {len(y)} targets;", "give as many of one as of the other"
                )

    @property
    def pair(self) -> tuple[Array, Array]:
        return self.x, self.y

    def split(self, share: float) -> "Data":
        """The last `share` of the examples held out, as Keras' validation_split does, before any shuffling."""
        kept = len(self.x) - int(np.floor(len(self.x) * share))
        if not 0 < kept < len(self.x):
            return self
        return Data(self.x[:kept], self.y[:kept], (self.x[kept:], self.y[kept:]))


@frozen()
class Training:
    """How to train.

    metrics:       beside the loss; only "accuracy" is known, and only to losses that classify
    class_weights: factor on the loss of each class's examples
    clip_value, clip_norm: limits on each gradient entry, and on the norm of the whole gradient; value first
    shuffle:       the order of examples is drawn anew each epoch
    """

    optimizer: Optimizer
    loss: Loss
    schedule: Schedule = CONSTANT
    batch_size: int = 32
    epochs: int = 10
    metrics: tuple[str, ...] = ("accuracy",)
    shuffle: bool = True
    seed: int = 0
    class_weights: Mapping[int, float] = field(default_factory=dict)
    clip_value: float | None = None
    clip_norm: float | None = None

    def __post_init__(self) -> None:
        at_least(1, batch_size=self.batch_size, epochs=self.epochs)
        at_least(0, seed=self.seed, clip_value=self.clip_value or 0, clip_norm=self.clip_norm or 0)


@frozen(eq=False)
class Overrides:
    """In what one replica differs from the Training; None: in nothing.

    learning_rate replaces the optimizer's own. weights: start from these arrays, by key, instead of drawing them.
    """

    learning_rate: float | None = None
    optimizer: Optimizer | None = None
    schedule: Schedule | None = None
    seed: int | None = None
    kernel_initializer: Initializer | None = None
    clip_value: float | None = None
    clip_norm: float | None = None
    weights: Mapping[str, Array] | None = None

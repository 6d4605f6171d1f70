"""Learning-rate schedules: a factor on the optimizer's rate as a function of the step.

`factors(steps, per_epoch)` answers for an array of step numbers, counted from 0 over the whole run. "Keras" below is
keras.optimizers.schedules, "PyTorch" torch.optim.lr_scheduler; `every` and other lengths are counted in `unit`, whose
epochs hold `per_epoch` steps. A factor that depends on the loss is ReduceOnPlateau's alone.
"""

from collections.abc import Mapping
from math import pi
from typing import ClassVar, Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.types import Array

Unit = Literal["step", "epoch"]


@frozen()
class Schedule:
    kind: ClassVar[str]

    def factors(self, steps: Array, per_epoch: int) -> Array:
        """The factor on the learning rate for each step number."""
        raise NotImplementedError


def _time(steps: Array, per_epoch: int, unit: Unit) -> Array:
    return np.asarray(steps // per_epoch if unit == "epoch" else steps, np.float64)


@frozen()
class ConstantRate(Schedule):
    """Always 1.

    >>> ConstantRate().factors(np.arange(3), 1).tolist()
    [1.0, 1.0, 1.0]
    """

    kind: ClassVar[str] = "constant"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        return np.ones(len(steps))


@frozen()
class StepDecay(Schedule):
    """factor ^ ⌊t / every⌋ (PyTorch: StepLR).

    >>> StepDecay(every=2, factor=0.5).factors(np.arange(5), 1).tolist()
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    every: float = 10
    factor: float = 0.1
    unit: Unit = "epoch"
    kind: ClassVar[str] = "step"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        return np.asarray(self.factor ** np.floor(_time(steps, per_epoch, self.unit) / self.every))


@frozen()
class Exponential(Schedule):
    """factor ^ (t / every) (Keras: ExponentialDecay; PyTorch: ExponentialLR with every = 1).

    >>> Exponential(every=2, factor=0.25).factors(np.arange(3), 1).tolist()
    [1.0, 0.5, 0.25]
    """

    every: float = 1
    factor: float = 0.95
    unit: Unit = "epoch"
    kind: ClassVar[str] = "exponential"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        return np.asarray(self.factor ** (_time(steps, per_epoch, self.unit) / self.every))


@frozen()
class InverseTime(Schedule):
    """1 / (1 + rate · t / every) (Keras: InverseTimeDecay, and the `decay` argument of old optimizers).

    >>> InverseTime(every=1, rate=1.0).factors(np.arange(3), 1).round(3).tolist()
    [1.0, 0.5, 0.333]
    """

    every: float = 1
    rate: float = 0.1
    unit: Unit = "epoch"
    kind: ClassVar[str] = "inverse_time"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        return 1 / (1 + self.rate * _time(steps, per_epoch, self.unit) / self.every)


@frozen()
class Polynomial(Schedule):
    """(1 - end) · (1 - t / length) ^ power + end until `length`, then `end` (Keras: PolynomialDecay).

    >>> Polynomial(length=4).factors(np.arange(6), 1).tolist()
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """

    length: float = 10
    power: float = 1.0
    end: float = 0.0
    unit: Unit = "epoch"
    kind: ClassVar[str] = "polynomial"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        left = 1 - np.minimum(_time(steps, per_epoch, self.unit) / self.length, 1)
        return np.asarray((1 - self.end) * left**self.power + self.end)


@frozen()
class Cosine(Schedule):
    """end + (1 - end) · (1 + cos(π t / length)) / 2, restarted when t reaches length (Loshchilov & Hutter 2016).

    restarts:   False: stays at `end` (Keras: CosineDecay); True: Keras' CosineDecayRestarts, PyTorch's
                CosineAnnealingWarmRestarts
    lengthen:   each period is that many times as long as the one before
    shrink:     each restart begins at that share of the one before

    >>> Cosine(length=2).factors(np.arange(4), 1).round(3).tolist()
    [1.0, 0.5, 0.0, 0.0]
    >>> Cosine(length=2, restarts=True).factors(np.arange(4), 1).round(3).tolist()
    [1.0, 0.5, 1.0, 0.5]
    """

    length: float = 10
    end: float = 0.0
    restarts: bool = False
    lengthen: float = 1.0
    shrink: float = 1.0
    unit: Unit = "epoch"
    kind: ClassVar[str] = "cosine"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        t = _time(steps, per_epoch, self.unit) / self.length
        period = self._period(t)
        at = (
            t - period
            if self.lengthen == 1.0
            else (t - (1 - self.lengthen**period) / (1 - self.lengthen)) / self.lengthen**period
        )
        peak = self.shrink**period
        return np.asarray(self.end + (1 - self.end) * peak * 0.5 * (1 + np.cos(pi * np.minimum(at, 1))))

    def _period(self, t: Array) -> Array:
        if not self.restarts:
            return np.zeros(len(t))
        if self.lengthen == 1.0:
            return np.floor(t)
        return np.asarray(np.floor(np.log(1 - t * (1 - self.lengthen)) / np.log(self.lengthen)))


@frozen()
class WarmUp(Schedule):
    """Linear from `start` to 1 over `length`, then what `then` says for the time since (Goyal et al. 2017).

    >>> WarmUp(length=2, then=StepDecay(1, 0.1)).factors(np.arange(5), 1).round(3).tolist()
    [0.0, 0.5, 1.0, 0.1, 0.01]
    """

    length: float = 5
    then: Schedule = ConstantRate()
    start: float = 0.0
    unit: Unit = "epoch"
    kind: ClassVar[str] = "warm_up"

    def factors(self, steps: Array, per_epoch: int) -> Array:
        # Between whole epochs a warm-up counted in epochs rises with every step.
        length = self.length * per_epoch if self.unit == "epoch" and per_epoch > 1 else self.length
        rising = self.start + (1 - self.start) * np.minimum(steps / length, 1)
        later = self.then.factors(np.maximum(steps - int(np.ceil(length)), 0), per_epoch)
        return np.asarray(np.where(steps < length, rising, later))


@frozen()
class ReduceOnPlateau(Schedule):
    """Times `factor` whenever the watched loss has not improved by `threshold` for `patience` epochs.

    As Keras' ReduceLROnPlateau (`threshold` is its absolute min_delta) and PyTorch's with threshold_mode="abs", whose
    patience counts one epoch more. Watches the validation loss where there is one, else the training loss.
    """

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    cooldown: int = 0
    min_rate: float = 0.0
    kind: ClassVar[str] = "reduce_on_plateau"

    def __post_init__(self) -> None:
        if not 0 < self.factor < 1:
            raise SpecError(f"factor is {self.factor},", "but must lie between 0 and 1", "factor")

    def factors(self, steps: Array, per_epoch: int) -> Array:
        return np.ones(len(steps))


SCHEDULES: Mapping[str, type[Schedule]] = {
    each.kind: each
    for each in (ConstantRate, StepDecay, Exponential, InverseTime, Polynomial, Cosine, WarmUp, ReduceOnPlateau)
}

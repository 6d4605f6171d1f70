"""What is known about how a run was set up."""

import re

import numpy as np

from analyzers.frozen import frozen
from analyzers.optimizers import OPTIMIZERS
from analyzers.run import Floats, Run
from analyzers.signals.once import once
from analyzers.signals.roles import roles


@frozen()
class Setup:
    """What a run says about its own training; "" and None where it does not say.

    booster: the boosting library, "" for anything that is trained by gradient steps
    rate:   the learning rate, the highest one where it follows a schedule
    decays: whether the log shows a rate that falls, or a schedule is stated
    warms:  whether it shows one that starts low, or a warm-up is stated
    detects: whether it logs what detectors of objects are made of and measured by
    """

    optimizer: str
    rate: float | None
    momentum: float
    batch_size: int | None
    epochs: int | None
    framework: str
    booster: str
    task: str
    loss: str
    decays: bool
    warms: bool
    clips: bool
    detects: bool

    @property
    def adaptive(self) -> bool:
        known = OPTIMIZERS.get(self.optimizer)
        return known is not None and known.adaptive

    @property
    def tunes(self) -> bool:
        """Whether a network that was trained before is trained further."""
        return self.framework in TUNES

    @property
    def usual_rate(self) -> float:
        """The rate that people start from with this optimizer; Adam's where the optimizer is not known."""
        optimizer = OPTIMIZERS.get(self.optimizer, OPTIMIZERS["adam"])
        return min(optimizer.usual, TUNED) if self.tunes and optimizer.adaptive else optimizer.usual


_DETECTS = re.compile(r"(?:^|[/_])(?:box|bbox|rpn|dfl|m?rcnn|map50?)(?:$|_)")

TUNES = ("transformers",)
"""Frameworks that networks are tuned further with."""

TUNED = 5e-5  # the default of the transformers' Trainer
FALLEN = 0.9999  # share of its highest value at which a logged rate has begun to fall, if only just


@once
def setup(run: Run) -> Setup:
    """Gathers what the context and the "lr" series of a run tell."""
    logged = _finite(run, "lr")
    stated = _positive(run.known("learning_rate"))
    peak = float(logged.max()) if len(logged) else None
    return Setup(
        optimizer=_word(run, "optimizer").removesuffix("optimizer").replace("momentum", "sgd") or _default(run),
        rate=stated or peak,
        momentum=_positive(run.known("momentum")) or 0.0,
        batch_size=_whole(run.known("batch_size")),
        epochs=_whole(run.known("epochs")),
        framework=_word(run, "framework"),
        booster=roles(run).booster,
        task=roles(run).task,
        loss=_word(run, "loss"),
        decays="schedule" in run.context or bool(peak and logged[-1] < FALLEN * peak),
        warms="warmup_steps" in run.context or bool(peak and logged[0] < 0.5 * peak and logged.argmax() > 0),
        clips="clip_norm" in run.context,
        detects=any(map(_DETECTS.search, run.series)),
    )


def _default(run: Run) -> str:
    """The optimizer that a trainer takes where nobody says another one."""
    return "adamw" if _word(run, "framework") in TUNES else ""


def _finite(run: Run, key: str) -> Floats:
    return run[key].finite if key in run else np.empty(0)


def _word(run: Run, key: str) -> str:
    return str(run.known(key) or "").strip().lower()


def _positive(value: float | int | str | None) -> float | None:
    try:
        number = float(value) if value is not None else 0.0
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _whole(value: float | int | str | None) -> int | None:
    number = _positive(value)
    return int(number) if number is not None and number >= 1 else None

"""The learning rate of a Keras network, and how it changes while it trains."""

import dataclasses
from math import ceil
from typing import Any

from analyzers.spec.prepared import Prepared


def write(prepared: Prepared) -> str:
    """The learning rate, or the schedule object that Keras has for it."""
    training = prepared.spec.training
    rate, schedule = training.learning_rate, training.schedule
    steps = ceil(len(prepared.data.x) / (training.batch_size or len(prepared.data.x)))
    if schedule is None or schedule.kind in ("constant", "reduce_on_plateau"):
        return f"{rate:g}"
    given = dataclasses.asdict(schedule)
    unit = steps if given.get("unit") == "epoch" else 1
    length = int(unit * float(given.get("length", given.get("every", 1))))
    name = "keras.optimizers.schedules"
    if schedule.kind == "cosine":
        return f"{name}.CosineDecay({rate:g}, {length}, alpha={given['end']:g})"
    if schedule.kind == "warm_up":
        rest = max(1, training.epochs * steps - length)
        return f"{name}.CosineDecay(0.0, {rest}, warmup_target={rate:g}, warmup_steps={length})"
    if schedule.kind == "polynomial":
        return f"{name}.PolynomialDecay({rate:g}, {length}, {rate * given['end']:g}, power={given['power']:g})"
    if schedule.kind == "inverse_time":
        return f"{name}.InverseTimeDecay({rate:g}, {length}, {given['rate']:g})"
    stair = ", staircase=True" if schedule.kind == "step" else ""
    return f"{name}.ExponentialDecay({rate:g}, {length}, {given['factor']:g}{stair})"


def plateau(schedule: Any) -> str:
    """The callback that lowers the rate where the loss stands still: in Keras it is no schedule."""
    return f'keras.callbacks.ReduceLROnPlateau("loss", factor={schedule.factor:g}, patience={schedule.patience})'

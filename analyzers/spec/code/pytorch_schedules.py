"""How the learning rate of a PyTorch network changes while it trains."""

from typing import Any

from analyzers.spec.training import Training


def by_loss(training: Training) -> bool:
    """Whether the scheduler is told the loss of each epoch."""
    return training.schedule is not None and training.schedule.kind == "reduce_on_plateau"


def write(training: Training, steps: int) -> str:
    """The scheduler, "" where the rate stays. steps: of an epoch"""
    schedule: Any = training.schedule
    if schedule is None or schedule.kind == "constant":
        return ""
    name, rate = "torch.optim.lr_scheduler", training.learning_rate
    if schedule.kind == "reduce_on_plateau":
        return f"{name}.ReduceLROnPlateau(optimizer, factor={schedule.factor:g}, patience={schedule.patience})"
    unit = steps if schedule.unit == "epoch" else 1
    length = max(1, int(unit * getattr(schedule, "length", getattr(schedule, "every", 1))))
    if schedule.kind == "cosine":
        kind = "CosineAnnealingWarmRestarts" if schedule.restarts else "CosineAnnealingLR"
        return f"{name}.{kind}(optimizer, {length}, eta_min={rate * schedule.end:g})"
    if schedule.kind == "warm_up":
        return f"{name}.LinearLR(optimizer, start_factor={max(schedule.start, 1 / length):g}, total_iters={length})"
    if schedule.kind == "polynomial":
        return f"{name}.PolynomialLR(optimizer, {length}, {schedule.power:g})"
    if schedule.kind == "inverse_time":
        return f"{name}.LambdaLR(optimizer, lambda step: 1 / (1 + {schedule.rate:g} * step / {length}))"
    if schedule.kind == "step":
        return f"{name}.StepLR(optimizer, {length}, {schedule.factor:g})"
    return f"{name}.ExponentialLR(optimizer, {schedule.factor ** (1 / length):.9g})"

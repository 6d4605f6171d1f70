"""Small specs, and ways to run an experiment on them."""

from collections.abc import Callable
from typing import Any

from analyzers import spec
from analyzers.experiments import Experiment, experiment
from analyzers.experiments.budget import Budget
from analyzers.experiments.replay import Replay, replay
from analyzers.spec import Prepared

Json = dict[str, Any]


def dense(units: int, activation: str = "linear", **more: Any) -> Json:
    return {"type": "dense", "units": units, "activation": activation, **more}


def half(count: int = 20, rate: float = 0.01, epochs: int = 200, name: str = "sgd", **data: Any) -> Json:
    """y = x/2 on x = 1 … count: one unit, squared error, all examples in one step."""
    x = [float(n) for n in range(1, count + 1)]
    return {
        "model": {"layers": [dense(1)]},
        "data": {"x": [[each] for each in x], "y": [each / 2 for each in x]} | data,
        "training": {
            "optimizer": {"name": name, "learning_rate": rate},
            "loss": "mse",
            "batch_size": None,
            "epochs": epochs,
        },
    }


def moons(rate: float = 0.01, output: str = "sigmoid", name: str = "adam", **training: Any) -> Json:
    """Two moons, 16 units, some of the examples held out."""
    usual = {"batch_size": 32, "epochs": 15, "validation_split": 0.2, "loss": "binary_crossentropy"}
    return {
        "model": {"layers": [dense(16, "relu", kernel_initializer="he_normal"), dense(1, output)]},
        "data": {"dataset": "moons", "examples": 200},
        "training": {"optimizer": {"name": name, "learning_rate": rate}} | usual | training,
    }


def prepared(value: Json) -> Prepared:
    return spec.prepare(spec.read(value))


def replayed(value: Json, seconds: float = 1e9, step: float = 0.0) -> Replay:
    return replay(prepared(value), Budget.of(seconds, Ticking(step)))


class Ticking:
    """A clock that goes on by `step` seconds each time it is looked at."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def tried(value: Json, seconds: float = 30.0, clock: Callable[[], float] | None = None, **more: Any) -> Experiment:
    """An experiment on a spec. clock: one on which next to no time passes where none is given, on any machine"""
    return experiment(spec.read(value | {"budget": {"seconds": seconds}} | more), clock or Ticking(1e-6))

"""Known-good specs drawn from a seed, and the faults that are put into them.

The faults are those of the published benchmarks of training problems: AutoTrainer (Zhang et al. 2021), UMLAUT
(Schoop et al. 2021), DeepLocalize (Wardat et al. 2021), DeepDiagnosis (Wardat et al. 2022), defect4ML (Morovati et al.
2023), and of the questions that those were collected from.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import datasets

Json = dict[str, Any]
Rng = np.random.Generator
MOST = 1000  # examples of one case


@dataclass(frozen=True, eq=False)
class Fault:
    """name · good: draws a spec that learns · spoil: puts the fault in · findings, causes: those that are right."""

    name: str
    good: Callable[[Rng], Json]
    spoil: Callable[[Json, Rng], None]
    findings: frozenset[str]
    causes: frozenset[str]

    def draw(self, seed: int) -> tuple[Json, Json]:
        """(good, faulty)"""
        rng = np.random.default_rng([seed, sum(map(ord, self.name))])
        good = self.good(rng)
        faulty = deepcopy(good)
        self.spoil(faulty, rng)
        return good, faulty


def _scaled(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)


def _inline(rng: Rng, x: np.ndarray, y: np.ndarray) -> Json:
    order = rng.permutation(len(x))[:MOST]
    return {"x": x[order].round(5).tolist(), "y": y[order].round(5).tolist()}


def two_classes(rng: Rng) -> Json:
    seed = int(rng.integers(1000))
    made = {
        "moons": lambda: datasets.make_moons(400, noise=0.15, random_state=seed),
        "circles": lambda: datasets.make_circles(400, noise=0.08, factor=0.4, random_state=seed),
        "breast_cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
        "blobs": lambda: datasets.make_blobs(400, 6, centers=2, cluster_std=3.0, random_state=seed),
    }
    x, y = made[str(rng.choice(list(made)))]()
    return _inline(rng, _scaled(x), y.astype(int))


def classes(rng: Rng) -> Json:
    made = {
        "digits": lambda: datasets.load_digits(return_X_y=True),
        "iris": lambda: datasets.load_iris(return_X_y=True),
        "wine": lambda: datasets.load_wine(return_X_y=True),
        "blobs": lambda: datasets.make_blobs(600, 8, centers=5, cluster_std=2.0, random_state=int(rng.integers(1000))),
    }
    x, y = made[str(rng.choice(list(made)))]()
    return _inline(rng, _scaled(x), y.astype(int))


def curve(rng: Rng) -> Json:
    """A smooth function of one to four inputs between -1 and 1."""
    count = int(rng.integers(1, 5))
    x = rng.uniform(-1, 1, (400, count))
    y = np.sin(2 * x @ rng.normal(size=count)) + x @ rng.normal(size=count)
    return _inline(rng, x, (y - y.mean()) / y.std() + 0.05 * rng.normal(size=400))


def net(rng: Rng, units: int, output: str, *, depth: tuple[int, int] = (1, 3), hidden: str = "relu") -> Json:
    widths = rng.choice([16, 32, 64], rng.integers(*depth, endpoint=True))
    start = "he_normal" if hidden == "relu" else "glorot_uniform"
    layers = [{"type": "dense", "units": int(w), "activation": hidden, "kernel_initializer": start} for w in widths]
    return {"layers": [*layers, {"type": "dense", "units": units, "activation": output}]}


def spec(rng: Rng, model: Json, data: Json, loss: str, **training: Any) -> Json:
    epochs = int(max(30, 12000 // len(data["x"])))
    usual = {"optimizer": {"name": "adam", "learning_rate": 0.005}, "batch_size": 32, "epochs": epochs}
    return {
        "model": model,
        "data": data,
        "training": usual | {"loss": loss, "validation_split": 0.2} | training,
    }


def binary(rng: Rng) -> Json:
    return spec(rng, net(rng, 1, "sigmoid"), two_classes(rng), "binary_crossentropy")


def several(rng: Rng, **how: Any) -> Json:
    data = classes(rng)
    return spec(rng, net(rng, max(data["y"]) + 1, "softmax", **how), data, "sparse_categorical_crossentropy")


def numbers(rng: Rng) -> Json:
    return spec(rng, net(rng, 1, "linear"), curve(rng), "mse")


def either(rng: Rng) -> Json:
    return rng.choice([binary, several, numbers])(rng)


def deep(rng: Rng) -> Json:
    return several(rng, depth=(5, 8))


def tanh_deep(rng: Rng) -> Json:
    return several(rng, depth=(5, 7), hidden="tanh")


def xor(rng: Rng) -> Json:
    corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    hidden = int(rng.choice([4, 6, 8]))
    layers = [
        {"type": "dense", "units": hidden, "activation": "tanh"},
        {"type": "dense", "units": 1, "activation": "sigmoid"},
    ]
    training = {
        "optimizer": {"name": "adam", "learning_rate": 0.05},
        "loss": "binary_crossentropy",
        "batch_size": None,
        "epochs": 500,
    }
    return {"model": {"layers": layers}, "data": {"x": corners, "y": [0, 1, 1, 0]}, "training": training}


def _last(faulty: Json) -> Json:
    return dict.__getitem__(faulty["model"], "layers")[-1]


def _hidden(faulty: Json) -> list[Json]:
    return list(faulty["model"]["layers"][:-1])


def _optimizer(faulty: Json, name: str, rate: float, **more: Any) -> None:
    faulty["training"]["optimizer"] = {"name": name, "learning_rate": float(f"{rate:.3g}")} | more


def _between(rng: Rng, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def softmax_on_one_unit(faulty: Json, rng: Rng) -> None:
    _last(faulty)["activation"] = "softmax"
    faulty["training"]["loss"] = str(rng.choice(["binary_crossentropy", "mse"]))


def relu_output(faulty: Json, rng: Rng) -> None:
    _last(faulty)["activation"] = "relu"
    faulty["training"]["loss"] = str(rng.choice(["binary_crossentropy", "mse"]))


def bounded_output(faulty: Json, rng: Rng) -> None:
    _last(faulty)["activation"] = str(rng.choice(["sigmoid", "relu", "softmax"]))


def no_softmax(faulty: Json, rng: Rng) -> None:
    _last(faulty)["activation"] = str(rng.choice(["linear", "relu"]))


def sigmoids_with_sgd(faulty: Json, rng: Rng) -> None:
    for layer in _hidden(faulty):
        layer |= {"activation": "sigmoid", "kernel_initializer": "glorot_uniform"}
    _optimizer(faulty, "sgd", 0.01)


def xor_with_mae(faulty: Json, rng: Rng) -> None:
    for layer in faulty["model"]["layers"]:
        layer["activation"] = "sigmoid"
    faulty["training"]["loss"] = "mae"
    _optimizer(faulty, "sgd", _between(rng, 0.01, 0.1))


def unscaled(faulty: Json, rng: Rng) -> None:
    factor = _between(rng, 50, 200)
    faulty["data"]["x"] = (factor * np.array(faulty["data"]["x"])).round(4).tolist()
    _optimizer(faulty, *(("sgd", 0.01) if rng.random() < 0.7 else ("adam", 0.01)))


def rate_too_high(faulty: Json, rng: Rng) -> None:
    name = str(rng.choice(["adam", "rmsprop", "sgd"]))
    _optimizer(faulty, name, _between(rng, *((5.0, 50.0) if name == "sgd" else (0.1, 2.0))))


def equal_weights(faulty: Json, rng: Rng) -> None:
    start: Any = "zeros" if rng.random() < 0.6 else {"name": "constant", "value": 0.1}
    for layer in faulty["model"]["layers"]:
        layer["kernel_initializer"] = start


def rate_of_zero(faulty: Json, rng: Rng) -> None:
    _optimizer(faulty, str(rng.choice(["sgd", "adam"])), 0.0)


def dead_units(faulty: Json, rng: Rng) -> None:
    for layer in _hidden(faulty):
        layer |= {"activation": "relu", "bias_initializer": {"name": "constant", "value": -_between(rng, 8, 30)}}


def weights_too_large(faulty: Json, rng: Rng) -> None:
    for layer in _hidden(faulty):
        layer["kernel_initializer"] = {"name": "normal", "stddev": float(f"{_between(rng, 0.7, 2.0):.2g}")}
    _optimizer(faulty, "sgd", 0.05)


def weights_too_small(faulty: Json, rng: Rng) -> None:
    for layer in _hidden(faulty):
        layer["kernel_initializer"] = {"name": "normal", "stddev": float(f"{_between(rng, 0.003, 0.02):.2g}")}
    _optimizer(faulty, "sgd", 0.01)


def at_the_edge(faulty: Json, rng: Rng) -> None:
    _optimizer(faulty, "sgd", _between(rng, 0.5, 2.0), momentum=0.9)


def far_too_slow(faulty: Json, rng: Rng) -> None:
    name = str(rng.choice(["sgd", "adam"]))
    _optimizer(faulty, name, _between(rng, 1e-5, 1e-4) * (1.0 if name == "sgd" else 0.1))


def no_activations(faulty: Json, rng: Rng) -> None:
    for layer in _hidden(faulty):
        layer["activation"] = "linear"


def rings(rng: Rng) -> Json:
    made = datasets.make_circles(400, noise=0.08, factor=0.4, random_state=int(rng.integers(1000)))
    return spec(rng, net(rng, 1, "sigmoid"), _inline(rng, made[0], made[1]), "binary_crossentropy")


OUTPUT, HIGH, START = "wrong_output_or_loss", "learning_rate_too_high", "poor_initialization"
LOW, FLAT, DEAD = "learning_rate_too_low", "saturated_activations", "dead_units"
MISMATCH, UNUSUAL, UNSTABLE = "output_loss_mismatch", "learning_rate_unusual", "learning_rate_above_stability_limit"
VANISHING, CHANCE = "vanishing_gradients", "stuck_at_chance"
LOST = ("non_finite_loss", "diverging", "exploding_gradients", "update_too_large", UNUSUAL, UNSTABLE)


def _fault(good: Any, spoil: Any, findings: tuple[str, ...], causes: tuple[str, ...]) -> Fault:
    return Fault(spoil.__name__, good, spoil, frozenset(findings), frozenset(causes))


FAULTS: tuple[Fault, ...] = (
    _fault(binary, softmax_on_one_unit, (MISMATCH,), (OUTPUT,)),
    _fault(binary, relu_output, (MISMATCH,), (OUTPUT,)),
    _fault(numbers, bounded_output, (MISMATCH,), (OUTPUT,)),
    _fault(several, no_softmax, (MISMATCH,), (OUTPUT,)),
    _fault(deep, sigmoids_with_sgd, (VANISHING, FLAT, CHANCE), (FLAT, START, VANISHING)),
    _fault(xor, xor_with_mae, (MISMATCH, "slow_convergence", CHANCE, "frozen_metrics"), (OUTPUT, LOW, FLAT)),
    _fault(numbers, unscaled, ("unscaled_inputs",), ("unscaled_inputs", HIGH)),
    _fault(either, rate_too_high, (*LOST, CHANCE, DEAD, "oscillating"), (HIGH,)),
    _fault(either, equal_weights, (START,), (START,)),
    _fault(either, rate_of_zero, (UNUSUAL, "frozen_metrics"), ("no_parameter_update", LOW)),
    _fault(several, dead_units, (DEAD,), (DEAD, START)),
    _fault(deep, weights_too_large, (START, *LOST), (START, HIGH)),
    _fault(tanh_deep, weights_too_small, (VANISHING, START), (START,)),
    _fault(numbers, at_the_edge, (*LOST, "oscillating"), (HIGH,)),
    _fault(either, far_too_slow, ("slow_convergence", "update_too_small", UNUSUAL, "still_improving"), (LOW,)),
    _fault(rings, no_activations, ("missing_nonlinearity",), ("model_too_small",)),
)
BY_NAME: Mapping[str, Fault] = {fault.name: fault for fault in FAULTS}

"""The faults that are put into specs that learn (`fault_specs`), and what is right to say of each.

They are those of the published benchmarks of training problems: AutoTrainer (Zhang et al. 2021), UMLAUT
(Schoop et al. 2021), DeepLocalize (Wardat et al. 2021), DeepDiagnosis (Wardat et al. 2022), defect4ML (Morovati et al.
2023), and of the questions that those were collected from.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.fault_specs import Json, Rng, binary, deep, either, numbers, rings, several, tanh_deep, xor


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

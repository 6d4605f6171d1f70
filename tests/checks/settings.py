"""Small specs to check."""

from typing import Any

from analyzers import spec
from analyzers.check import Setting

CLASSES = {"stand_in": {"task": "classification", "examples": 60, "features": 8, "classes": 3}}
TWO = {"stand_in": {"task": "classification", "examples": 60, "features": 8, "classes": 2}}
NUMBERS = {"stand_in": {"task": "regression", "examples": 60, "features": 8}}


def dense(units: int, activation: str = "linear", **more: Any) -> dict[str, Any]:
    return {"type": "dense", "units": units, "activation": activation, **more}


def setting(
    layers: list[dict[str, Any]], data: dict[str, Any], loss: Any = None, rate: float = 0.001, name: str = "adam"
) -> Setting:
    training: dict[str, Any] = {"optimizer": {"name": name, "learning_rate": rate}}
    if loss:
        training["loss"] = loss
    read = spec.read({"model": {"layers": layers}, "data": data, "training": training})
    return Setting(spec.prepare(read))


GOOD = {
    "classifier": setting([dense(16, "relu"), dense(3, "softmax")], CLASSES),
    "two classes": setting([dense(16, "tanh"), dense(1, "sigmoid")], TWO),
    "regression": setting([dense(16, "relu"), dense(1)], NUMBERS, "mse"),
    "scores": setting(
        [dense(16, "relu"), dense(3)], CLASSES, {"name": "sparse_categorical_crossentropy", "from_logits": True}
    ),
    "deep relu with he": setting(
        [*(dense(32, "relu", kernel_initializer="he_normal") for _ in range(8)), dense(3, "softmax")], CLASSES
    ),
    "images": setting(
        [{"type": "conv2d", "filters": 4, "activation": "relu"}, {"type": "flatten"}, dense(3, "softmax")],
        {"stand_in": {"task": "classification", "examples": 30, "features": [8, 8, 1], "classes": 3}},
    ),
    "linear regression": setting([dense(1)], NUMBERS, "mse", 0.01, "sgd"),
}
"""Settings of which no check may complain."""

"""Specs that learn, drawn from a seed: small networks for data that are at hand."""

from typing import Any

import numpy as np
from sklearn import datasets

Json = dict[str, Any]
Rng = np.random.Generator
MOST = 1000  # examples of one spec


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


def rings(rng: Rng) -> Json:
    made = datasets.make_circles(400, noise=0.08, factor=0.4, random_state=int(rng.integers(1000)))
    return spec(rng, net(rng, 1, "sigmoid"), _inline(rng, made[0], made[1]), "binary_crossentropy")

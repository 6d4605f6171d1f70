"""Data that is made by a rule and a seed: what scikit-learn's generators make, number for number, and sets of our own.

All but one are made without scikit-learn: to import it takes 0.7 s and 80 MB of every process.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats

Made = tuple[Floats, Floats]
"""x (n, features) and y (n,)."""

EXAMPLES = 500
MOST_VALUES = 20_000_000  # numbers in the inputs of one set
BOUNDS: Mapping[str, tuple[float, float]] = {
    "examples": (2, 100_000),
    "features": (1, 10_000),
    "classes": (2, 1_000),
    "noise": (0, 1e6),
    "seed": (0, 2**32 - 1),
}


def check(name: str, options: Mapping[str, Any], at: str) -> None:
    """Raises SpecError where the set of that name cannot be made with these options."""
    for key, value in options.items():
        least, most = BOUNDS[key]
        if not least <= value <= most:
            raise SpecError(f"{value} for {key};", f"ask for {least} to {most}", f"{at}/{key}")
    asked = {"examples": EXAMPLES, "features": 1, **SETS[name][1], **options}
    if asked["examples"] * asked["features"] > MOST_VALUES:
        raise SpecError(f"more than {MOST_VALUES:,} numbers are asked for;", "ask for fewer", f"{at}/examples")


def make(name: str, options: Mapping[str, Any]) -> Made:
    """options: those of BOUNDS; what the set does not take is left out."""
    maker, defaults = SETS[name]
    asked = {"examples": EXAMPLES, "seed": 0, **defaults}
    return maker(**{key: options.get(key, value) for key, value in asked.items()})


def moons(examples: int, seed: int, noise: float) -> Made:
    outer, inner = (np.linspace(0, np.pi, count) for count in _halves(examples))
    return _two(seed, noise, (np.cos(outer), np.sin(outer)), (1 - np.cos(inner), 1 - np.sin(inner) - 0.5))


def circles(examples: int, seed: int, noise: float) -> Made:
    outer, inner = (np.linspace(0, 2 * np.pi, count, endpoint=False) for count in _halves(examples))
    return _two(seed, noise, (np.cos(outer), np.sin(outer)), (np.cos(inner) * 0.8, np.sin(inner) * 0.8))


def _halves(examples: int) -> tuple[int, int]:
    return examples // 2, examples - examples // 2


def _two(seed: int, noise: float, *curves: tuple[Floats, Floats]) -> Made:
    rng = np.random.RandomState(seed)
    x = np.hstack([np.vstack(curve) for curve in curves]).T
    x, y = _shuffled(rng, x, np.repeat([0.0, 1.0], [len(curve[0]) for curve in curves]))
    return x + rng.normal(scale=noise, size=x.shape), y


def blobs(examples: int, seed: int, features: int, classes: int) -> Made:
    rng = np.random.RandomState(seed)
    centres = rng.uniform(-10, 10, (classes, features))
    y = np.sort(np.arange(examples) % classes)
    x = rng.normal(loc=centres[y], size=(examples, features))
    return _shuffled(rng, x, y.astype(float))


def regression(examples: int, seed: int, features: int, noise: float) -> Made:
    """The target is a weighted sum of up to ten inputs."""
    rng = np.random.RandomState(seed)
    x = rng.standard_normal((examples, features))
    weights = np.zeros((features, 1))
    weights[:10] = 100 * rng.uniform(size=(min(features, 10), 1))
    y = x @ weights
    if noise:
        y += rng.normal(scale=noise, size=y.shape)
    x, y = _shuffled(rng, x, y)
    return x[:, _order(rng, features)], y[:, 0]


def classification(examples: int, seed: int, features: int, classes: int) -> Made:
    from sklearn import datasets

    informative = min(features, classes + 2)
    if 2 * classes > 2**informative:
        raise SpecError(f"{features} features cannot tell {classes} classes apart;", "ask for more", "/data/features")
    x, y = datasets.make_classification(
        examples, features, n_informative=informative, n_redundant=0, n_classes=classes, random_state=seed
    )
    return x, y.astype(float)


def xor(examples: int, seed: int, noise: float) -> Made:
    rng = np.random.default_rng(seed)
    corners = rng.integers(0, 2, (examples, 2))
    return corners + noise * rng.standard_normal((examples, 2)), (corners.sum(axis=1) % 2).astype(float)


def spirals(examples: int, seed: int, noise: float, classes: int) -> Made:
    rng, y = np.random.default_rng(seed), np.arange(examples) % classes
    radius = rng.uniform(0.1, 1.0, examples)
    angle = 4 * radius + 2 * np.pi * y / classes
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x + 0.3 * noise * rng.standard_normal((examples, 2)), y.astype(float)


def _shuffled(rng: np.random.RandomState, x: Floats, y: Floats) -> Made:
    order = _order(rng, len(x))
    return x[order], y[order]


def _order(rng: np.random.RandomState, count: int) -> np.ndarray[Any, Any]:
    order = np.arange(count)
    rng.shuffle(order)
    return order


SETS: Mapping[str, tuple[Callable[..., Made], Mapping[str, float]]] = {
    "moons": (moons, {"noise": 0.0}),
    "circles": (circles, {"noise": 0.0}),
    "blobs": (blobs, {"features": 2, "classes": 3}),
    "classification": (classification, {"features": 20, "classes": 2}),
    "regression": (regression, {"features": 100, "noise": 0.0}),
    "xor": (xor, {"noise": 0.1}),
    "spirals": (spirals, {"noise": 0.1, "classes": 2}),
}
"""How each is made, and the options that it takes beside `examples` and `seed`, with their defaults."""

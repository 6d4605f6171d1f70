"""Data that scikit-learn brings along or makes: by name, without a download."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats

BUNDLED = ("digits", "iris", "wine", "breast_cancer", "diabetes")
MADE: Mapping[str, tuple[str, ...]] = {
    "moons": ("noise",),
    "circles": ("noise",),
    "blobs": ("features", "classes"),
    "classification": ("features", "classes"),
    "regression": ("features", "noise"),
    "xor": ("noise",),
    "spirals": ("noise", "classes"),
}
"""Generated sets and the options that each takes beside `examples` and `seed`."""
MOST_EXAMPLES = 100_000
EXAMPLES = 500


def check(name: str, at: str) -> None:
    """Raises SpecError for a name that is not known here."""
    if name not in BUNDLED and name not in MADE:
        names = ", ".join((*BUNDLED, *MADE))
        raise SpecError(f"{name!r} is not a bundled dataset;", f"known are {names}", f"{at}/dataset")


def load(name: str, options: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """x (n, features) and y (n,). options: examples, features, classes, noise, seed, for the generated sets."""
    if name in BUNDLED:
        from sklearn import datasets

        x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        return np.asarray(x, float), np.asarray(y, float)
    examples = int(options.get("examples", EXAMPLES))
    if not 2 <= examples <= MOST_EXAMPLES:
        raise SpecError(f"{examples} examples;", f"ask for 2 to {MOST_EXAMPLES}", "/data/examples")
    rng = np.random.default_rng(int(options.get("seed", 0)))
    if name in _OWN:
        return _OWN[name](rng, examples, float(options.get("noise", 0.1)), int(options.get("classes", 2)))
    return _made(name, examples, options)


def _made(name: str, examples: int, options: Mapping[str, Any]) -> tuple[Floats, Floats]:
    from sklearn import datasets

    given: dict[str, Any] = {"n_samples": examples, "random_state": int(options.get("seed", 0))}
    if name in ("moons", "circles", "regression") and "noise" in options:
        given["noise"] = float(options["noise"])
    if "features" in options and "features" in MADE[name]:
        given["n_features"] = int(options["features"])
    if "classes" in options and name in ("blobs", "classification"):
        given["centers" if name == "blobs" else "n_classes"] = int(options["classes"])
    if name == "classification":
        given["n_informative"] = min(int(options.get("features", 20)), max(2, int(options.get("classes", 2))) + 2)
        given["n_redundant"] = 0
    x, y = getattr(datasets, f"make_{name}")(**given)
    return np.asarray(x, float), np.asarray(y, float)


def _xor(rng: np.random.Generator, examples: int, noise: float, _: int) -> tuple[Floats, Floats]:
    corners = rng.integers(0, 2, (examples, 2))
    return corners + noise * rng.standard_normal((examples, 2)), (corners.sum(axis=1) % 2).astype(float)


def _spirals(rng: np.random.Generator, examples: int, noise: float, classes: int) -> tuple[Floats, Floats]:
    y = np.arange(examples) % classes
    radius = rng.uniform(0.1, 1.0, examples)
    angle = 4 * radius + 2 * np.pi * y / classes
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x + 0.3 * noise * rng.standard_normal((examples, 2)), y.astype(float)


_OWN: Mapping[str, Callable[[np.random.Generator, int, float, int], tuple[Floats, Floats]]] = {
    "xor": _xor,
    "spirals": _spirals,
}

"""Data that is made up where a spec gives none of its own: a stand-in of a stated shape."""

import math

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats
from analyzers.spec.data import StandIn
from analyzers.spec.examples import Examples

MOST_VALUES = 20_000_000  # numbers in the inputs of one spec


def made_up(source: StandIn, at: str) -> Examples:
    """The examples of a stand-in, the same for the same seed; raises SpecError."""
    size = max(math.prod(source.shape), source.outputs) if min(source.shape, default=1) > 0 else 0
    if not source.examples >= 2 or size < 1 or size * source.examples > MOST_VALUES:
        raise SpecError(
            f"{at}/stand_in asks for {source.examples} examples of {size} values;",
            f"ask for 1 to {MOST_VALUES:,} in all",
            at,
        )
    rng = np.random.default_rng(source.seed)
    note = f"the data is a stand-in: {source.examples} made-up examples of shape {'×'.join(map(str, source.shape))}"
    if source.task == "regression":
        return Examples(*_noisy_network(source, rng), "regression", 0, True, (note,))
    if source.classes < 2:
        raise SpecError(f"{at}/stand_in has {source.classes} classes;", "give at least 2", f"{at}/stand_in/classes")
    x, y = _blobs(source, rng)
    if source.task == "reconstruction":
        return Examples(x, x.reshape(len(x), -1), "regression", 0, True, (note,))
    return Examples(x, y, "classification", source.classes, True, (note,))


def _noisy_network(source: StandIn, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(n, …) normal inputs, and (n, outputs) of a random network with 8 hidden units, with a tenth of noise."""
    size, outputs = math.prod(source.shape), max(1, source.outputs)
    x = rng.standard_normal((source.examples, size))
    hidden = np.tanh(x @ rng.standard_normal((size, 8)) / math.sqrt(size))
    noise = 0.1 * rng.standard_normal((source.examples, outputs))
    y = hidden @ rng.standard_normal((8, outputs)) + noise
    return x.reshape(-1, *source.shape), y


def _blobs(source: StandIn, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(n, …) inputs from 0 to 1, as many around the centre of each class, and (n,) their classes.

    Of more classes than examples the last ones have none.
    """
    y = rng.permutation(np.arange(source.examples) % source.classes)
    centres = _centres(rng, min(source.classes, source.examples), source.shape)[y]
    x = 0.5 + 0.15 * (centres + rng.standard_normal((source.examples, *source.shape)))
    return np.clip(x, 0, 1), y.astype(float)


def _centres(rng: np.random.Generator, classes: int, shape: tuple[int, ...]) -> Floats:
    """Patterns, one for each class; of images they are smooth, so that convolutions and pooling keep them."""
    if len(shape) < 2:
        return rng.standard_normal((classes, *shape))
    coarse = rng.standard_normal((classes, *(max(1, side // 4) for side in shape[:2]), *shape[2:]))
    for axis, side in ((1, shape[0]), (2, shape[1])):
        coarse = coarse.take(np.arange(side) * coarse.shape[axis] // side, axis=axis)
    return np.asarray(coarse)

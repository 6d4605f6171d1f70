"""A chain of layers with its shapes, its names and the place of each weight in a parameter row."""

from collections.abc import Mapping
from functools import cached_property
from math import prod
from typing import Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.activations import SOFTMAX
from analyzers.nn.initializers import Initializer
from analyzers.nn.layer import Layer, Weight
from analyzers.nn.layers import Activation, Softmax
from analyzers.nn.types import Array, Framework, Generator, Shape

Precision = Literal["float32", "float64"]


@frozen()
class Place:
    """A weight and where it lies: cells start … stop of a replica's parameters, or of its running statistics."""

    key: str  # "<layer>/<weight>"
    weight: Weight
    start: int
    stop: int


@frozen()
class Stage:
    """One thing to compute. A layer with an activation is two stages of the same name."""

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    places: tuple[Place, ...]

    @cached_property
    def trained(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.weight.trained)


@frozen()
class Network:
    """Layers from `input_shape` (one example, channels last) on.

    defaults: whose usual numbers stand where a layer gives none
    Raises SpecError, naming the layer and its place, where shapes do not fit.
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    defaults: Framework = "keras"
    precision: Precision = "float32"

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "input_shape", tuple(self.input_shape))
        if not self.layers or min(self.input_shape, default=0) < 1:
            raise SpecError("a model needs an input of at least one number and at least one layer;", "add them")
        if len(set(self.names)) < len(self.names):
            raise SpecError(f"two layers share a name in {self.names};", "name each layer differently")
        _ = self.stages

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of each layer: its own, or its kind and number."""
        seen: dict[str, int] = {}
        for layer in self.layers:
            seen[layer.kind] = seen.get(layer.kind, 0) + 1
        counts = dict.fromkeys(seen, 0)
        names = []
        for layer in self.layers:
            counts[layer.kind] += 1
            names.append(layer.name or f"{layer.kind}_{counts[layer.kind]}")
        return tuple(names)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        shape, ends, stages = self.input_shape, {True: 0, False: 0}, []
        for index, (name, layer) in enumerate(zip(self.names, self.layers, strict=True)):
            for part in _parts(layer):
                try:
                    output = part.output_shape(shape)
                    weights = part.weights(shape, self.defaults)
                except SpecError as error:
                    at = f"/model/layers/{index}" + (f"/{error.at}" if error.at else "")
                    raise SpecError(f"layer {index + 1} ({name}): {error.problem}", error.hint, at) from error
                stages.append(Stage(name, part, shape, output, _places(name, weights, ends)))
                shape = output
        return tuple(stages)

    @property
    def output_shape(self) -> Shape:
        return self.stages[-1].output_shape

    @property
    def size(self) -> int:
        """P, the number of trained parameters."""
        return sum(prod(place.weight.shape) for stage in self.stages for place in stage.trained)

    @property
    def statistics(self) -> int:
        """The number of running statistics, which no optimizer touches."""
        return sum(prod(place.weight.shape) for place in self._places) - self.size

    @property
    def _places(self) -> tuple[Place, ...]:
        return tuple(place for stage in self.stages for place in stage.places)

    def initial(self, rng: Generator, kernels: Initializer | None = None) -> tuple[Array, Array]:
        """Fresh parameters (P,) and running statistics (S,). kernels: an initializer instead of each kernel's own."""
        drawn = {}
        for place in self._places:
            weight = place.weight
            chosen = kernels if kernels and weight.name == "kernel" else weight.initializer
            drawn[place.key] = chosen.draw(rng, weight.shape, weight.fans)
        return self.pack(drawn)

    def pack(self, weights: Mapping[str, Array]) -> tuple[Array, Array]:
        """Parameters (P,) and running statistics (S,) from arrays by key, e.g. "dense_1/kernel"."""
        rows = {True: [np.empty(0)], False: [np.empty(0)]}
        for place in self._places:
            if place.key not in weights:
                raise SpecError(f"weights for {place.key} are missing;", f"give an array of shape {place.weight.shape}")
            rows[place.weight.trained].append(np.asarray(weights[place.key]).reshape(prod(place.weight.shape)))
        trained, statistics = (np.concatenate(rows[kind], dtype=self.precision, casting="unsafe") for kind in rows)
        return trained, statistics

    def unpack(self, parameters: Array, statistics: Array) -> dict[str, Array]:
        """The opposite of `pack`."""
        return {
            place.key: (parameters if place.weight.trained else statistics)[place.start : place.stop].reshape(
                place.weight.shape
            )
            for place in self._places
        }


def _parts(layer: Layer) -> tuple[Layer, ...]:
    function = getattr(layer, "activation", "linear")
    if isinstance(layer, Activation):
        return (Softmax(name=layer.name),) if layer.function == SOFTMAX else (layer,)
    if function == "linear":
        return (layer,)
    return (layer, *_parts(Activation(function)))


def _places(name: str, weights: tuple[Weight, ...], ends: dict[bool, int]) -> tuple[Place, ...]:
    places = []
    for weight in weights:
        start = ends[weight.trained]
        ends[weight.trained] = start + prod(weight.shape)
        places.append(Place(f"{name}/{weight.name}", weight, start, ends[weight.trained]))
    return tuple(places)

"""The `model` of a spec: our own layers, Keras' `to_json()`, `print(model)` of PyTorch, scikit-learn parameters.

Every form becomes the core's layers. Pasted source is taken by `spec.pasted`, as it may hold data and training too.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.activations import FUNCTIONS, SOFTMAX
from analyzers.nn.layer import Layer
from analyzers.nn.layers import LAYERS
from analyzers.nn.types import Shape
from analyzers.source.networks import keras_configs, keras_layers
from analyzers.source.networks.layer import UnknownLayerError
from analyzers.spec import fields

MOST_LAYERS = 200
WEIGHTED = ("dense", "conv1d", "conv2d")
NORMALISING = ("batch_norm", "layer_norm")
"""Kinds of layers: those with a kernel, and those that bring what passes to one scale."""

KINDS = 'give {"layers": […]}, {"keras": …}, {"pytorch": "print(model)"}, {"sklearn": …} or {"source": "…"}'


@frozen()
class Model:
    """layers: from input to output · input_shape: of one example where the form states it, else None."""

    layers: tuple[Layer, ...]
    input_shape: Shape | None = None


def read(value: Any, at: str = "/model") -> Model:
    """A model in any form but source; raises SpecError."""
    if not isinstance(value, Mapping):
        raise SpecError(f"{at} is no object;", KINDS, at)
    if "keras" in value or "config" in value:
        return of_keras(value.get("keras", value), f"{at}/keras" if "keras" in value else at)
    if "layers" not in value:
        raise SpecError(f"{at} holds no layers;", KINDS, at)
    return Model(_layers(value["layers"], f"{at}/layers"), _shape(value.get("input_shape"), at))


def _shape(value: Any, at: str) -> Shape | None:
    shape = fields.convert(tuple[int, ...] | None, value, f"{at}/input_shape")
    return None if shape is None else tuple(shape)


def _layers(value: Any, at: str) -> tuple[Layer, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise SpecError(f"{at} is {fields.brief(value)},", "but must be a list with at least one layer", at)
    if len(value) > MOST_LAYERS:
        raise SpecError(f"{at} has {len(value)} layers;", f"give at most {MOST_LAYERS}", at)
    return fields.all_of([partial(_layer, item, f"{at}/{place}") for place, item in enumerate(value)])


def _layer(value: Any, at: str) -> Layer:
    made: Layer = fields.member(LAYERS, value, at)
    for name in ("activation", "function"):
        chosen = getattr(made, name, "linear")
        if chosen != SOFTMAX and chosen not in FUNCTIONS:
            known = ", ".join([*FUNCTIONS, SOFTMAX])
            raise SpecError(f"{at}: there is no activation {chosen!r};", f"use one of {known}", f"{at}/{name}")
    return made


def ends_in(layers: Sequence[Layer]) -> str:
    """The activation of the last layer; what the layer is where it has none."""
    last = layers[-1]
    return str(getattr(last, "activation", None) or getattr(last, "function", None) or last.kind)


def plain(model: Model) -> dict[str, Any]:
    """The JSON of a model, as `read` takes it."""
    made: dict[str, Any] = {"layers": [fields.plain(layer) for layer in model.layers]}
    if model.input_shape is not None:
        made["input_shape"] = list(model.input_shape)
    return made


def of_keras(value: Any, at: str) -> Model:
    """Keras 2 and 3, Sequential and functional chains."""
    config = value.get("config") if isinstance(value, Mapping) else None
    listed = config.get("layers") if isinstance(config, Mapping) else config  # Keras 1 wrote the list itself
    if not isinstance(listed, list) or not listed:
        raise SpecError(f"{at} is not what model.to_json() writes;", 'it needs "config" with "layers"', at)
    made, shape, first = [], None, False
    for place, entry in enumerate(_chain(listed, f"{at}/config/layers")):
        name, options = str(entry.get("class_name", "")), entry.get("config")
        options = options if isinstance(options, Mapping) else {}
        shape = shape or keras_configs.input_shape(options)
        first = first or keras_configs.has_channels_first(options)
        try:
            layer = keras_layers.layer(name, options)
        except (UnknownLayerError, KeyError) as error:
            raise SpecError(f"layer {place + 1} ({name}): {error};", "leave it out or replace it", at) from error
        if layer is not None:
            made.append(layer)
    if shape and first:
        shape = [*shape[1:], shape[0]]
    return Model(_layers(made, f"{at}/config/layers"), None if shape is None else tuple(shape))


def _chain(listed: list[Any], at: str) -> list[Mapping[str, Any]]:
    """The layers in order; raises SpecError where a functional model branches."""
    entries = [entry for entry in listed if isinstance(entry, Mapping)]
    for entry in entries:
        if _sources(entry.get("inbound_nodes")) > 1:
            name = entry.get("class_name", "a layer")
            raise SpecError(f"{at}: {name} takes several inputs;", "only chains of layers can be replayed", at)
    return entries


def _sources(nodes: Any) -> int:
    """How many layers feed a layer: Keras 2 writes [[["name", 0, 0, {}], …]], Keras 3 [{"args": […]}]."""
    if not isinstance(nodes, list) or not nodes:
        return 0
    node = nodes[0]
    if isinstance(node, Mapping):
        args = node.get("args")
        first = args[0] if isinstance(args, list) and args else None
        return len(first) if isinstance(first, list) else 1
    return len(node) if isinstance(node, list) else 1

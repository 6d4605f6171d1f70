"""A whole spec: read from JSON, written back, and made ready to train."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from analyzers.errors import SpecError
from analyzers.nn.layer import Layer
from analyzers.nn.network import Network
from analyzers.nn.training import Data as TrainingData
from analyzers.nn.training import Training as CoreTraining
from analyzers.nn.types import Shape
from analyzers.run import Floats
from analyzers.source.networks import Misunderstood
from analyzers.spec import data as data_part
from analyzers.spec import fields, pasted
from analyzers.spec import model as model_part
from analyzers.spec import training as training_part
from analyzers.spec.data import Data
from analyzers.spec.examples import Examples
from analyzers.spec.loading import load
from analyzers.spec.training import Training

PARTS = ("model", "data", "training", "log", "ask", "budget")
ASKS = ("checks", "replay", "stability", "range", "remedies")
SECONDS = 20.0
STAND_IN_EXAMPLES = 500


@dataclass(frozen=True, eq=False)
class Spec:
    """What to train and what is asked about it.

    input_shape:    of one example, where the model states it
    log:            the text of a log to hold the replay against
    budget:         seconds
    understood:     what pasted code was taken to mean; not_understood: what of it was left out
    """

    layers: tuple[Layer, ...]
    data: Data
    training: Training
    input_shape: Shape | None = None
    log: str | None = None
    ask: tuple[str, ...] = ASKS
    budget: float = SECONDS
    understood: tuple[str, ...] = ()
    not_understood: tuple[Misunderstood, ...] = ()


@dataclass(frozen=True, eq=False)
class Prepared:
    """A spec with its data at hand and its shapes checked.

    x:       (n, …) inputs as the first layer takes them
    y:       (n,) or (n, outputs) targets as the loss takes them
    network: the core's, in float32
    """

    spec: Spec
    examples: Examples
    x: Floats
    y: Floats
    network: Network

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Of one example before each layer, and after the last."""
        before = {stage.name: stage.input_shape for stage in reversed(self.network.stages)}
        return (*(before[name] for name in self.network.names), self.network.output_shape)

    @property
    def outputs(self) -> int:
        return prod(self.network.output_shape)

    @property
    def data(self) -> TrainingData:
        """For the core, the last examples held out where the spec says so."""
        return TrainingData(self.x, self.y).split(self.spec.training.validation_split)

    @property
    def training(self) -> CoreTraining:
        """For the core."""
        return self.spec.training.core(self.data.x.shape[0], self.examples)


def read(value: Any) -> Spec:
    """A spec from its JSON. Raises SpecError, which says where and what would fit."""
    if not isinstance(value, Mapping):
        raise SpecError("the spec is no JSON object;", f"give one with {', '.join(PARTS)}")
    for key in value:
        if key not in PARTS:
            raise SpecError(f"a spec has no {key!r};", f"its parts are {', '.join(PARTS)}", f"/{key}")
    if not isinstance(value.get("model"), Mapping):
        raise SpecError("/model is missing or no object;", model_part.KINDS, "/model")
    understood: tuple[str, ...] = ()
    left_out: tuple[Misunderstood, ...] = ()
    if any(form in value["model"] for form in pasted.FORMS):
        recipe = pasted.read(value["model"])
        understood, left_out = recipe.understood, recipe.not_understood
        images = recipe.channels_first and recipe.spec["model"]["layers"][0]["type"].startswith("conv")
        value = _merged(recipe.spec, value, images)
    spec = _read(value)
    return replace(spec, understood=(*understood, *spec.understood), not_understood=left_out)


def _merged(from_text: Mapping[str, Any], given: Mapping[str, Any], channels_first: bool) -> dict[str, Any]:
    """What the user states beside pasted code goes before what the code says."""
    training = {**from_text.get("training", {}), **(given.get("training") or {})}
    rest = {key: item for key, item in given.items() if key not in ("model", "training")}
    if channels_first and isinstance(given.get("data"), Mapping) and not {"stand_in", "dataset"} & set(given["data"]):
        rest["data"] = {"channels": "first", **given["data"]}
    return {**from_text, **rest, "training": training}


def _read(value: Mapping[str, Any]) -> Spec:
    model = model_part.read(value["model"])
    stated = value.get("training")
    loss = _usual_loss(model.layers)
    training, decay = training_part.read(stated, loss)
    layers = tuple(_decayed(layer, decay) for layer in model.layers) if decay else model.layers
    notes: tuple[str, ...] = ()
    if value.get("data") is None:
        data, notes = _stand_in(model.layers, training, model.input_shape)
    else:
        data = data_part.read(value["data"])
    return Spec(
        layers,
        data,
        training,
        model.input_shape,
        fields.convert(str | None, value.get("log"), "/log"),
        _asks(value.get("ask", ASKS)),
        _seconds(value.get("budget")),
        notes,
    )


def _usual_loss(layers: Sequence[Layer]) -> str:
    """The loss that goes with the last activation."""
    last = layers[-1]
    name = getattr(last, "activation", None) or getattr(last, "function", None) or last.kind
    return {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy"}.get(str(name), "mse")


def _decayed(layer: Layer, decay: float) -> Layer:
    """Weight decay as an l2 penalty: the gradient of decay/2 · Σw² is decay · w."""
    return replace(layer, **{"l2": layer.l2 + decay / 2}) if hasattr(layer, "l2") else layer


def _stand_in(layers: Sequence[Layer], training: Training, shape: Shape | None) -> tuple[Data, tuple[str, ...]]:
    outputs = next((layer.units for layer in reversed(layers) if hasattr(layer, "units")), 1)
    features = shape or {"conv2d": (16, 16, 1), "conv1d": (32, 1)}.get(layers[0].kind, (8,))
    stand_in = data_part.StandIn(
        "classification" if training.loss.classifies else "regression",
        STAND_IN_EXAMPLES,
        features if len(features) > 1 else features[0],
        max(2, int(outputs)),
        int(outputs),
    )
    return Data(stand_in), ("no data is given: a stand-in takes its place",)


def _asks(value: Any) -> tuple[str, ...]:
    asks = fields.convert(tuple[str, ...], value, "/ask")
    for place, ask in enumerate(asks):
        if ask not in ASKS:
            raise SpecError(f"/ask/{place} is {ask!r};", f"ask for {', '.join(ASKS)}", f"/ask/{place}")
    return tuple(asks)


def _seconds(value: Any) -> float:
    if value is None:
        return SECONDS
    seconds = value.get("seconds", SECONDS) if isinstance(value, Mapping) else value
    seconds = float(fields.convert(float, seconds, "/budget/seconds"))
    if not 0 < seconds <= 3600:
        raise SpecError(f"/budget/seconds is {seconds:g},", "but must be above 0 and at most 3600", "/budget/seconds")
    return seconds


def plain(spec: Spec) -> dict[str, Any]:
    """The JSON of a spec in its one form: what `read` makes of it is the same spec."""
    made = {
        "model": model_part.plain(model_part.Model(spec.layers, spec.input_shape)),
        "data": data_part.plain(spec.data),
        "training": training_part.plain(spec.training),
        "ask": list(spec.ask),
        "budget": {"seconds": spec.budget},
    }
    return made | ({"log": spec.log} if spec.log is not None else {})


def prepare(spec: Spec, examples: Examples | None = None) -> Prepared:
    """Loads the data and checks that it goes through the layers; raises SpecError naming what does not fit.

    examples: the data where it was loaded before
    """
    examples = examples or load(spec.data, axes=3 if spec.layers[0].kind == "conv2d" else 2)
    x = _fitted(examples.x, spec)
    network = Network(spec.layers, x.shape[1:], spec.training.defaults)
    y = _targets(spec, examples, prod(network.output_shape))
    return Prepared(spec, examples, x, y, network)


def trainable(prepared: Prepared) -> None:
    """Raises SpecError, which says what to change, where the loss does not take these outputs and targets."""
    loss, shape = prepared.spec.training.loss, prepared.network.output_shape
    try:
        loss.check(shape)
        loss.encode(np.unique(prepared.y, axis=0)[[0, -1]], shape[-1])
    except SpecError as error:
        raise SpecError(error.problem, error.hint, "/training/loss") from error


def _fitted(x: Floats, spec: Spec) -> Floats:
    """Inputs in the shape that the model states; images get their one channel, flat layers flat vectors."""
    shape, first = spec.input_shape, spec.layers[0].kind
    if shape and spec.data.channels is None and x.shape[1:] == (shape[-1], *shape[:-1]):
        return np.moveaxis(x, 1, -1)
    if shape and x.shape[1:] != shape and prod(x.shape[1:]) == prod(shape):
        return x.reshape(len(x), *shape)
    if shape and prod(x.shape[1:]) != prod(shape):
        raise SpecError(
            f"the model takes examples of shape {shape}, but the data's have {x.shape[1:]};",
            "give data of that shape, or leave the model's input shape out",
            "/data",
        )
    if first == "dense" and x.ndim > 2:
        return x.reshape(len(x), -1)
    return x[..., np.newaxis] if x.ndim == {"conv2d": 3, "conv1d": 2}.get(first, 0) else x


def _targets(spec: Spec, examples: Examples, outputs: int) -> Floats:
    """Class numbers, or one column for each class where the loss compares outputs one by one."""
    y, loss = examples.y, spec.training.loss
    if examples.task == "classification" and not loss.numbered and 1 < outputs == examples.classes:
        return np.asarray(np.eye(examples.classes)[y.astype(int)])
    return y

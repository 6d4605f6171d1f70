"""A whole spec: read from JSON and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.layer import Layer
from analyzers.nn.types import Shape
from analyzers.source.networks.network import Misunderstood
from analyzers.spec import data as data_part
from analyzers.spec import fields, pasted
from analyzers.spec import model as model_part
from analyzers.spec import training as training_part
from analyzers.spec.data import Data
from analyzers.spec.training import Training

PARTS = ("model", "data", "training", "log", "ask", "budget")
ASKS = ("checks", "replay", "stability", "range", "remedies")
SECONDS = 20.0  # of the budget where a spec states none
STAND_IN_EXAMPLES = 500  # where a spec gives no data


@frozen(eq=False)
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
    losses = {"softmax": "sparse_categorical_crossentropy", "sigmoid": "binary_crossentropy"}
    return losses.get(model_part.ends_in(layers), "mse")


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

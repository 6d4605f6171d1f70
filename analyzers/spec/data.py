"""What a spec trains on: arrays, a table, a set bundled with scikit-learn, or a declared stand-in.

Nothing here opens a file of the user's choice or an address: tables come as bytes, bundled sets by a fixed name.
"""

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats
from analyzers.spec import bundled, tables
from analyzers.spec.fields import build
from analyzers.spec.scaling import Scale, scaled, scaled_target

Task = Literal["classification", "regression"]
MOST_VALUES = 20_000_000  # numbers in the inputs of one spec


@dataclass(frozen=True, eq=False)
class Examples:
    """Data ready for a network.

    x:       (n, …) float64, as the user gave it or scaled as the spec says
    y:       (n,) class numbers from 0 for classification, (n, outputs) for regression
    task:    classification or regression
    classes: 0 for regression
    stand_in: made up, to a stated shape
    notes:   what was assumed, shown to the user
    unit:    (outputs,) what 1 in y is in the numbers as they were given, where they are scaled
    """

    x: Floats
    y: Floats
    task: Task
    classes: int
    stand_in: bool = False
    notes: tuple[str, ...] = ()
    unit: Floats = field(default_factory=lambda: np.ones(1))


@dataclass(frozen=True, eq=False)
class Inline:
    """Arrays written into the spec."""

    x: Any
    y: Any


@dataclass(frozen=True)
class Dataset:
    """A set of scikit-learn by its name; the options are for the generated ones (moons, circles, blobs, …)."""

    dataset: str
    examples: int | None = None
    features: int | None = None
    classes: int | None = None
    noise: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Table:
    """A table as text (csv) or as base64 bytes (npz, parquet) with the name of its target column or array."""

    target: str | None = None
    csv: str | None = None
    npz: str | None = None
    parquet: str | None = None


@dataclass(frozen=True)
class StandIn:
    """Made-up data of a stated shape: classes are blobs around random centres, regression a noisy random network,

    reconstruction the blobs themselves, each its own target. classes is for classification and reconstruction, outputs
    (numbers in a target) for regression.
    """

    task: Literal["classification", "regression", "reconstruction"] = "classification"
    examples: int = 500
    features: int | tuple[int, ...] = 8
    classes: int = 2
    outputs: int = 1
    seed: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.features,) if isinstance(self.features, int) else self.features


Source = Inline | Dataset | Table | StandIn


@dataclass(frozen=True, eq=False)
class Data:
    """Where the examples come from, and how they are made ready.

    scale:    what is done to the inputs
    scale_target: what is done to the target of a regression
    shape:    of one example as it is given, for images and sequences
    channels: where they stand in an example, last where nothing says it; the core has them last
    """

    source: Source
    scale: Scale | None = None
    scale_target: Scale | None = None
    shape: tuple[int, ...] | None = None
    channels: Literal["first", "last"] | None = None


def read(value: Any, at: str = "/data") -> Data:
    """The `data` of a spec; raises SpecError."""
    if not isinstance(value, Mapping):
        raise SpecError(f"{at} is no object;", _KINDS, at)
    common = {key: value[key] for key in ("scale", "scale_target", "shape", "channels") if key in value}
    rest = {key: item for key, item in value.items() if key not in common}
    if "stand_in" in rest:
        source: Source = build(StandIn, rest["stand_in"], f"{at}/stand_in")
    elif "dataset" in rest:
        source = build(Dataset, rest, at)
        bundled.check(source.dataset, at)
    elif {"csv", "npz", "parquet"} & set(rest):
        source = build(Table, rest, at)
    elif "x" in rest:
        source = build(Inline, rest, at)
    else:
        raise SpecError(f"{at} names no data;", _KINDS, at)
    return build(Data, {"source": source, **common}, at)


_KINDS = 'give {"x": […], "y": […]}, {"dataset": "digits"}, {"csv": "…", "target": "label"} or {"stand_in": {…}}'


def plain(data: Data) -> dict[str, Any]:
    """The JSON of `data`, as `read` takes it."""
    source = data.source
    given = {key: item for key, item in vars(source).items() if item is not None and item != _DEFAULTS.get(key)}
    given = {key: item.tolist() if isinstance(item, np.ndarray) else item for key, item in given.items()}
    given = {key: list(item) if isinstance(item, tuple) else item for key, item in given.items()}
    made: dict[str, Any] = {"stand_in": given} if isinstance(source, StandIn) else given
    for key in ("scale", "scale_target"):
        if getattr(data, key):
            made[key] = getattr(data, key)
    if data.shape:
        made["shape"] = list(data.shape)
    if data.channels:
        made["channels"] = data.channels
    return made


_DEFAULTS = {"seed": 0, "outputs": 1}


def load(data: Data, at: str = "/data", axes: int = 2) -> Examples:
    """The examples; raises SpecError where they cannot be used.

    axes: an example with fewer has no channels, such as a grey image
    """
    examples = _examples(data.source, at)
    x = examples.x
    if x.size > MOST_VALUES:
        raise SpecError(f"{at} holds {x.size} numbers;", f"give at most {MOST_VALUES}", at)
    if not np.isfinite(x).all() or not np.isfinite(examples.y).all():
        raise SpecError(f"{at} holds values that are not finite;", "fill or remove those examples", at)
    if data.shape is not None:
        if math.prod(data.shape) != math.prod(x.shape[1:]):
            raise SpecError(
                f"{at}/shape is {data.shape}, but an example has {math.prod(x.shape[1:])} values;",
                "give a shape with that many",
                f"{at}/shape",
            )
        x = x.reshape(len(x), *data.shape)
    if data.channels == "first" and x.ndim > axes:
        x = np.moveaxis(x, 1, -1)
    if data.scale_target and examples.task == "classification":
        raise SpecError("classes have no scale;", "leave scale_target out", f"{at}/scale_target")
    y, unit = scaled_target(examples.y, data.scale_target)
    return replace(examples, x=scaled(x, data.scale), y=y, unit=unit)


def _examples(source: Source, at: str) -> Examples:
    if isinstance(source, Inline):
        return of_arrays(_numbers(source.x, f"{at}/x"), source.y, at)
    if isinstance(source, StandIn):
        return _stand_in(source, at)
    if isinstance(source, Dataset):
        x, y = bundled.load(source.dataset, _options(source))
        return of_arrays(x, y, at)
    return _table(source, at)


def _options(source: Dataset) -> dict[str, Any]:
    return {key: item for key, item in vars(source).items() if key != "dataset" and item is not None}


def _table(source: Table, at: str) -> Examples:
    if source.csv is not None:
        x, y, notes = tables.of_csv(source.csv, source.target, at)
    elif source.npz is not None:
        x, y, notes = tables.of_npz(_bytes(source.npz, f"{at}/npz"), source.target, at)
    else:
        x, y, notes = tables.of_parquet(_bytes(source.parquet or "", f"{at}/parquet"), source.target, at)
    return of_arrays(x, y, at, notes)


def _bytes(text: str, at: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SpecError(f"{at} is not base64;", "encode the bytes, or post them as a file", at) from error


def of_arrays(x: Floats, y: Any, at: str, notes: tuple[str, ...] = ()) -> Examples:
    """Examples of inputs (n,) or (n, …) and targets: labels of any kind, one-hot rows, or numbers."""
    x = x.reshape(-1, 1) if x.ndim == 1 else x
    labels = np.asarray(y)
    if len(labels) != len(x):
        raise SpecError(f"{at} has {len(x)} inputs and {len(labels)} targets;", "give one target for each input", at)
    if len(x) < 2:
        raise SpecError(f"{at} has {len(x)} examples;", "give at least 2", at)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.dtype.kind in "US" or labels.dtype == bool or labels.dtype == object:
        names, numbers = np.unique(labels.astype(str), return_inverse=True)
        return Examples(x, numbers.astype(float), "classification", len(names), False, notes)
    labels = labels.astype(float)
    if labels.ndim == 2 and _is_one_hot(labels):
        return Examples(x, labels.argmax(axis=1).astype(float), "classification", labels.shape[1], False, notes)
    if labels.ndim == 1 and _are_classes(labels):
        return Examples(x, labels, "classification", max(2, int(labels.max()) + 1), False, notes)
    return Examples(x, labels.reshape(len(labels), -1), "regression", 0, False, notes)


def _is_one_hot(labels: Floats) -> bool:
    return labels.shape[1] > 1 and bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all())


def _are_classes(labels: Floats) -> bool:
    """Whole numbers from 0 without gaps, each met more than once on average."""
    present = np.unique(labels)
    return (
        len(present) * 2 <= len(labels) and bool(np.array_equal(present, np.arange(len(present)))) and len(present) > 1
    )


def _numbers(value: Any, at: str) -> Floats:
    try:
        return np.asarray(value, float)
    except (TypeError, ValueError) as error:
        raise SpecError(f"{at} is not an array of numbers;", "give rows of equal length without text", at) from error


def _stand_in(source: StandIn, at: str) -> Examples:
    size = math.prod(source.shape)
    if not source.examples >= 2 or size < 1 or size * source.examples > MOST_VALUES:
        raise SpecError(f"{at}/stand_in asks for {source.examples} examples of {size} values;", "ask for fewer", at)
    rng = np.random.default_rng(source.seed)
    note = f"the data is a stand-in: {source.examples} made-up examples of shape {'×'.join(map(str, source.shape))}"
    if source.task == "regression":
        x = rng.standard_normal((source.examples, size))
        hidden = np.tanh(x @ rng.standard_normal((size, 8)) / math.sqrt(size))
        noise = 0.1 * rng.standard_normal((source.examples, max(1, source.outputs)))
        y = hidden @ rng.standard_normal((8, max(1, source.outputs))) + noise
        return Examples(x.reshape(-1, *source.shape), y, "regression", 0, True, (note,))
    if source.classes < 2:
        raise SpecError(f"{at}/stand_in has {source.classes} classes;", "give at least 2", f"{at}/stand_in/classes")
    y = rng.permutation(np.arange(source.examples) % source.classes)
    x = 0.5 + 0.15 * (
        _centres(rng, source.classes, source.shape)[y] + rng.standard_normal((source.examples, *source.shape))
    )
    x = np.clip(x, 0, 1)
    if source.task == "reconstruction":
        return Examples(x, x.reshape(len(x), -1), "regression", 0, True, (note,))
    return Examples(x, y.astype(float), "classification", source.classes, True, (note,))


def _centres(rng: np.random.Generator, classes: int, shape: tuple[int, ...]) -> Floats:
    """Patterns, one for each class; of images they are smooth, so that convolutions and pooling keep them."""
    if len(shape) < 2:
        return rng.standard_normal((classes, *shape))
    coarse = rng.standard_normal((classes, *(max(1, side // 4) for side in shape[:2]), *shape[2:]))
    for axis, side in ((1, shape[0]), (2, shape[1])):
        coarse = coarse.take(np.arange(side) * coarse.shape[axis] // side, axis=axis)
    return np.asarray(coarse)

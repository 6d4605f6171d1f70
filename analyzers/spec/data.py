"""The `data` of a spec: arrays, a table, a set bundled with scikit-learn, or a declared stand-in; read and written."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from analyzers.errors import SpecError
from analyzers.frozen import frozen
from analyzers.nn.layer import at_least
from analyzers.spec import bundled
from analyzers.spec.fields import build
from analyzers.spec.scaling import Scale


@frozen(eq=False)
class Inline:
    """Arrays written into the spec."""

    x: Any
    y: Any


@frozen()
class Dataset:
    """A set of scikit-learn by its name; the options are for the generated ones (moons, circles, blobs, …)."""

    dataset: str
    examples: int | None = None
    features: int | None = None
    classes: int | None = None
    noise: float | None = None
    seed: int = 0

    @property
    def options(self) -> dict[str, Any]:
        return {key: item for key, item in vars(self).items() if key != "dataset" and item is not None}


@frozen()
class Table:
    """A table as text (csv) or as base64 bytes (npz, parquet) with the name of its target column or array."""

    target: str | None = None
    csv: str | None = None
    npz: str | None = None
    parquet: str | None = None


@frozen()
class StandIn:
    """Made-up data of a stated shape: for classification blobs around random centres, for regression what a noisy
    random network answers, for reconstruction the blobs, each its own target.

    classes: for classification and reconstruction · outputs: numbers in a target, for regression
    """

    task: Literal["classification", "regression", "reconstruction"] = "classification"
    examples: int = 500
    features: int | tuple[int, ...] = 8
    classes: int = 2
    outputs: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        at_least(0, seed=self.seed)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one example."""
        return (self.features,) if isinstance(self.features, int) else self.features


Source = Inline | Dataset | Table | StandIn


@frozen(eq=False)
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
        bundled.check(source.dataset, source.options, at)
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

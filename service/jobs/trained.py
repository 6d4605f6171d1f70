"""A trained copy of a network as JSON and back, bit for bit: NaN, infinity and the type of every number stay."""

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.nn import Trained
from analyzers.run import ContextValue, Run, Series

Json = dict[str, Any]


def plain(trained: Trained) -> Json:
    run = trained.run
    return {
        "series": {key: _plain_series(each) for key, each in run.series.items()},
        "name": run.name,
        "context": {key: [each.value, each.source] for key, each in run.context.items()},
        "notes": list(run.notes),
        "lines": list(run.lines),
        "weights": {key: _plain_array(each) for key, each in trained.weights.items()},
        "complete": trained.complete,
    }


def read(value: Json) -> Trained:
    run = Run(
        {key: _series(each) for key, each in value["series"].items()},
        value["name"],
        {key: ContextValue(*each) for key, each in value["context"].items()},
        tuple(value["notes"]),
        (value["lines"][0], value["lines"][1]),
    )
    return Trained(run, {key: _array(each) for key, each in value["weights"].items()}, value["complete"])


def _plain_series(series: Series) -> Json:
    arrays = {key: _plain_array(getattr(series, key)) for key in ("steps", "values", "positions")}
    return arrays | {"unit": series.unit, "name_in_log": series.name_in_log}


def _series(value: Json) -> Series:
    return Series(
        _array(value["steps"]),
        _array(value["values"]),
        value["unit"],
        value["name_in_log"],
        _array(value["positions"]),
    )


def _plain_array(array: npt.NDArray[Any]) -> Json:
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return {"dtype": array.dtype.str, "shape": list(array.shape), "bytes": data}


def _array(value: Json) -> npt.NDArray[Any]:
    return np.frombuffer(base64.b64decode(value["bytes"]), value["dtype"]).reshape(value["shape"])

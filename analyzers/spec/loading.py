"""The data of a spec → its examples.

Nothing here opens a file of the user's choice or an address: tables come as bytes, bundled sets by a fixed name.
"""

import base64
import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.errors import SpecError
from analyzers.run import Floats
from analyzers.spec import bundled, tables
from analyzers.spec.data import Data, Dataset, Inline, Source, StandIn, Table
from analyzers.spec.examples import Examples, of_arrays
from analyzers.spec.scaling import scaled, scaled_target
from analyzers.spec.stand_ins import MOST_VALUES, made_up


def load(data: Data, at: str = "/data", axes: int = 2) -> Examples:
    """The examples; raises SpecError where they cannot be used.

    axes: an example with fewer has no channels, such as a grey image
    """
    examples = _examples(data.source, at)
    if examples.x.size > MOST_VALUES:
        raise SpecError(f"{at} holds {examples.x.size} numbers;", f"give at most {MOST_VALUES}", at)
    if not np.isfinite(examples.x).all() or not np.isfinite(examples.y).all():
        raise SpecError(f"{at} holds values that are not finite;", "fill or remove those examples", at)
    x = _shaped(examples.x, data.shape, at)
    if data.channels == "first" and x.ndim > axes:
        x = np.moveaxis(x, 1, -1)
    if data.scale_target and examples.task == "classification":
        raise SpecError("classes have no scale;", "leave scale_target out", f"{at}/scale_target")
    y, unit = scaled_target(examples.y, data.scale_target)
    return replace(examples, x=scaled(x, data.scale), y=y, unit=unit)


def _shaped(x: Floats, shape: tuple[int, ...] | None, at: str) -> Floats:
    if shape is None:
        return x
    if math.prod(shape) != math.prod(x.shape[1:]):
        raise SpecError(
            f"{at}/shape is {shape}, but an example has {math.prod(x.shape[1:])} values;",
            "give a shape with that many",
            f"{at}/shape",
        )
    return x.reshape(len(x), *shape)


def _examples(source: Source, at: str) -> Examples:
    if isinstance(source, Inline):
        return of_arrays(_numbers(source.x, f"{at}/x"), _labels(source.y, f"{at}/y"), at)
    if isinstance(source, StandIn):
        return made_up(source, at)
    if isinstance(source, Dataset):
        x, y = bundled.load(source.dataset, source.options)
        return of_arrays(x, y, at)
    return _table(source, at)


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


def _numbers(value: Any, at: str) -> Floats:
    try:
        return np.atleast_1d(np.asarray(value, float))
    except (TypeError, ValueError, OverflowError) as error:
        raise SpecError(f"{at} is not an array of numbers;", "give rows of equal length without text", at) from error


def _labels(value: Any, at: str) -> npt.NDArray[Any]:
    try:
        return np.atleast_1d(np.asarray(value))
    except ValueError as error:
        raise SpecError(f"{at} is not one target for each input;", "give numbers, names or equal rows", at) from error

"""The lines that load what a spec trains on, the same in every framework: `x` and `y` as NumPy arrays."""

import json
from math import prod

from analyzers.spec.data import Dataset, Inline, StandIn, Table, plain
from analyzers.spec.prepared import Prepared

MOST_INLINE = 400  # numbers of an array that are written out


def write(prepared: Prepared) -> list[str]:
    """Imports first, then the assignments of x and y in the shape that the network takes."""
    data = prepared.spec.data
    lines = ["import numpy as np", *_source(prepared)]
    shape = prepared.x.shape[1:]
    if data.channels == "first" and len(shape) > 1:
        given = (shape[-1], *shape[:-1])
        lines.append(f"x = np.moveaxis(x.reshape(len(x), {', '.join(map(str, given))}), 1, -1)  # channels last")
    lines.append(f"x = x.reshape(len(x), {', '.join(map(str, shape))}).astype('float32')")
    if data.scale:
        axes = tuple(range(len(shape))) if len(shape) > 1 else 0
        lines += _scaling("x", data.scale, axes)
    if data.scale_target:
        lines += [*_scaling("y", data.scale_target, 0), "# what it predicts is scaled as y is: undo it the other way"]
    return lines


def _scaling(name: str, scale: str, axes: int | tuple[int, ...]) -> list[str]:
    middle, width = ("mean", "std") if scale == "standard" else ("min", "ptp")
    over = f"axis={axes}, keepdims=True"
    return [f"{name} = ({name} - np.{middle}({name}, {over})) / np.maximum(np.{width}({name}, {over}), 1e-12)"]


def _source(prepared: Prepared) -> list[str]:
    source = prepared.spec.data.source
    if isinstance(source, Dataset):
        return _dataset(source)
    if isinstance(source, Inline) and prod(prepared.x.shape) <= MOST_INLINE:
        written = plain(prepared.spec.data)
        return [f"x = np.array({json.dumps(written['x'])})", f"y = np.array({json.dumps(written['y'])})"]
    if isinstance(source, Table) and source.csv is not None and source.target:
        return [
            "import pandas as pd",
            'table = pd.read_csv("data.csv", sep=None, engine="python").dropna()  # your file',
            f'y = table.pop("{source.target}").to_numpy()',
            "x = table.select_dtypes('number').to_numpy()",
        ]
    size = "×".join(map(str, prepared.x.shape))
    name = "your data" if not isinstance(source, StandIn) else "your data in place of the stand-in"
    return [f'stored = np.load("data.npz")  # {name}: x is {size}', "x, y = stored['x'], stored['y']"]


def _dataset(source: Dataset) -> list[str]:
    if source.dataset in ("xor", "spirals"):
        return [f'stored = np.load("data.npz")  # {source.dataset}', "x, y = stored['x'], stored['y']"]
    loader = f"load_{source.dataset}"
    options = "return_X_y=True"
    if source.dataset in ("moons", "circles", "blobs", "classification", "regression"):
        loader, options = f"make_{source.dataset}", f"n_samples={source.examples or 500}, random_state={source.seed}"
        options += f", noise={source.noise:g}" if source.noise is not None else ""
        options += f", n_features={source.features}" if source.features is not None else ""
    return [f"from sklearn.datasets import {loader}", f"x, y = {loader}({options})"]

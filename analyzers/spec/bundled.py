"""Data by name, without a download: what scikit-learn brings along, and sets that are made (`generated`)."""

from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import numpy as np

from analyzers.errors import SpecError
from analyzers.run import Floats
from analyzers.spec import generated

BUNDLED: Mapping[str, str] = {
    "digits": "digits.csv.gz",
    "iris": "iris.csv",
    "wine": "wine_data.csv",
    "breast_cancer": "breast_cancer.csv",
    "diabetes": "diabetes_data_raw.csv.gz",
}
"""The files of scikit-learn that hold the sets."""


def check(name: str, options: Mapping[str, Any], at: str) -> None:
    """Raises SpecError for a name that is not known here, and for a set that cannot be made so."""
    if name in generated.SETS:
        generated.check(name, options, at)
    elif name not in BUNDLED:
        names = ", ".join((*BUNDLED, *generated.SETS))
        raise SpecError(f"{name!r} is not a bundled dataset;", f"known are {names}", f"{at}/dataset")


def load(name: str, options: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """x (n, features) and y (n,). options: examples, features, classes, noise, seed, for the generated sets."""
    if name in generated.SETS:
        return generated.make(name, options)
    if name == "diabetes":
        return _scaled(_table(BUNDLED[name])), _table("diabetes_target.csv.gz")
    table = _table(BUNDLED[name], delimiter=",", header=name != "digits")
    return table[:, :-1], table[:, -1]


def _table(file: str, delimiter: str | None = None, header: bool = False) -> Floats:
    """A file of scikit-learn, without importing it: that takes 0.7 s and 80 MB of every process."""
    path = Path(str(distribution("scikit-learn").locate_file(f"sklearn/datasets/data/{file}")))
    return np.loadtxt(path, delimiter=delimiter, skiprows=int(header))


def _scaled(x: Floats) -> Floats:
    """Columns of mean 0 and of length 1, as `load_diabetes` gives them."""
    return np.asarray((x - x.mean(axis=0)) / x.std(axis=0) / np.sqrt(len(x)))

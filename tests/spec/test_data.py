"""Data from arrays, tables, bundled sets and stand-ins."""

import base64
import io
import subprocess
import sys
import zipfile

import numpy as np
import polars
import pytest
from sklearn import datasets

from analyzers.errors import SpecError
from analyzers.spec import bundled, data
from analyzers.spec.bundled import BUNDLED
from analyzers.spec.generated import SETS
from analyzers.spec.loading import load


@pytest.mark.parametrize("name", [*BUNDLED, *SETS])
def test_every_bundled_set_loads(name: str) -> None:
    examples = load(data.read({"dataset": name}))
    assert len(examples.x) == len(examples.y) > 100
    assert (examples.task == "regression") == (name in ("diabetes", "regression"))


def test_generated_sets_take_their_options() -> None:
    examples = load(data.read({"dataset": "blobs", "examples": 90, "features": 5, "classes": 4}))
    assert (examples.x.shape, examples.classes) == ((90, 5), 4)


@pytest.mark.parametrize(
    ("options", "at"),
    [
        ({"dataset": "moons", "noise": -1}, "noise"),
        ({"dataset": "moons", "noise": float("nan")}, "noise"),
        ({"dataset": "moons", "examples": 10**9}, "examples"),
        ({"dataset": "blobs", "features": 10**9}, "features"),
        ({"dataset": "blobs", "features": 10**4, "examples": 10**5}, "examples"),
        ({"dataset": "spirals", "classes": 0}, "classes"),
        ({"dataset": "xor", "seed": -1}, "seed"),
        ({"dataset": "classification", "features": 1}, "features"),
    ],
)
def test_sets_that_cannot_be_made_are_refused_before_they_are_made(options: dict[str, object], at: str) -> None:
    with pytest.raises(SpecError) as refused:
        load(data.read(options))
    assert refused.value.at == f"/data/{at}"


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_are_those_of_scikit_learn(name: str) -> None:
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    ours = bundled.load(name, {})
    np.testing.assert_array_equal(ours[0], x)
    np.testing.assert_array_equal(ours[1], y)


@pytest.mark.parametrize("name", ["moons", "circles", "blobs", "regression", "classification"])
@pytest.mark.parametrize("examples", [7, 100])
def test_generated_sets_are_those_of_scikit_learn(name: str, examples: int) -> None:
    told, asked = {"random_state": 3}, {"seed": 3}
    if name in ("moons", "circles", "regression"):
        told, asked = told | {"noise": 0.25}, asked | {"noise": 0.25}
    if name == "classification":
        told |= {"n_informative": 4, "n_redundant": 0}
    x, y = getattr(datasets, f"make_{name}")(examples, **told)
    ours = bundled.load(name, {"examples": examples} | asked)
    np.testing.assert_array_equal(ours[0], x)
    np.testing.assert_array_equal(ours[1], y)


def test_files_that_claim_more_than_they_hold_are_refused() -> None:
    """Half a megabyte of Parquet may stand for a hundred million rows, an NPZ may state any shape."""
    rows, claim = io.BytesIO(), io.BytesIO()
    column = polars.repeat(1, 100_000_000, dtype=polars.Int8, eager=True)
    polars.DataFrame({"a": column}).write_parquet(rows)
    with zipfile.ZipFile(claim, "w") as archive, archive.open("x.npy", "w") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**13,)})
    for form, stored in (("npz", claim), ("parquet", rows)):
        with pytest.raises(SpecError, match=r"holds 100,000,000 rows|cannot be read"):
            load(data.read({form: base64.b64encode(stored.getvalue()).decode()}))


def test_data_is_read_without_importing_scikit_learn() -> None:
    """Its import takes 0.7 s and 80 MB of every process that reads a spec."""
    read = "from analyzers.spec import bundled; bundled.load('digits', {}); bundled.load('moons', {})"
    code = f"import sys; {read}; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("y", "task", "classes"),
    [
        ([0, 1, 1, 0], "classification", 2),
        (["cat", "dog", "cat", "cow"], "classification", 3),
        ([[1, 0], [0, 1], [1, 0], [0, 1]], "classification", 2),
        ([True, False, True, True], "classification", 2),
        ([0.5, 1.0, 1.5, 2.0], "regression", 0),
        ([1, 2, 3, 4], "regression", 0),
        ([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]], "regression", 0),
    ],
)
def test_targets_tell_the_task(y: list[object], task: str, classes: int) -> None:
    examples = load(data.read({"x": [1, 2, 3, 4], "y": y}))
    assert (examples.x.shape, examples.task, examples.classes) == ((4, 1), task, classes)


def test_a_csv_with_text_labels_gaps_and_a_text_column() -> None:
    text = "a;name;b;label\n1;x;2;yes\n3;y;4;no\n5;z;;yes\n7;w;8;no\n"
    examples = load(data.read({"csv": text, "target": "label"}))
    assert (examples.x.tolist(), examples.classes) == ([[1, 2], [3, 4], [7, 8]], 2)
    assert examples.notes == ("columns without numbers are left out: name", "1 rows with missing values are left out")


def test_npz_and_parquet_come_as_bytes() -> None:
    x, y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])
    npz, parquet = io.BytesIO(), io.BytesIO()
    np.savez(npz, x=x, y=y)
    polars.DataFrame({"a": x[:, 0], "b": x[:, 1], "y": y}).write_parquet(parquet)
    for form, stored in (("npz", npz), ("parquet", parquet)):
        encoded = base64.b64encode(stored.getvalue()).decode()
        examples = load(data.read({form: encoded, "target": "y"}))
        np.testing.assert_array_equal(examples.x, x)
        assert examples.classes == 2


def test_a_pickle_in_an_npz_is_refused() -> None:
    stored = io.BytesIO()
    np.savez(stored, x=np.array([{}, []], object), y=np.zeros(2))
    with pytest.raises(SpecError, match="cannot be read"):
        load(data.read({"npz": base64.b64encode(stored.getvalue()).decode()}))


def test_a_stand_in_says_so_and_has_its_shape() -> None:
    made = {"stand_in": {"examples": 24, "features": [8, 8, 3], "classes": 6}}
    examples = load(data.read(made))
    assert (examples.x.shape, examples.classes, examples.stand_in) == ((24, 8, 8, 3), 6, True)
    assert np.bincount(examples.y.astype(int)).tolist() == [4] * 6
    assert "stand-in" in examples.notes[0]
    np.testing.assert_array_equal(examples.x, load(data.read(made)).x)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"x": [1, 2, 3], "y": [1, 2]}, "one target for each input"),
        ({"x": [1, None, 3], "y": [1, 2, 3]}, "not finite"),
        ({"x": ["a", "b"], "y": [1, 2]}, "not an array of numbers"),
        ({"dataset": "digits", "shape": [7, 7]}, "64 values"),
        ({"npz": "no base64!"}, "not base64"),
        ({"npz": base64.b64encode(b"PK junk").decode()}, "cannot be read"),
        ({"parquet": base64.b64encode(b"junk").decode()}, "cannot be read"),
        ({"stand_in": {"examples": 10**9}}, "ask for 1 to"),
        ({"stand_in": {"classes": 1}}, "at least 2"),
        ({"dataset": "moons", "examples": 10**9}, "ask for 2 to"),
        ({}, "names no data"),
        ({"url": "http://127.0.0.1/x"}, "names no data"),
    ],
)
def test_data_that_cannot_be_used_is_refused_with_a_sentence(value: dict[str, object], says: str) -> None:
    with pytest.raises(SpecError, match=says):
        load(data.read(value))


IMAGES = np.arange(2 * 3 * 4 * 4.0).reshape(2, 3, 4, 4)  # channels first
Y = [0.5, 1.5]


def test_channels_that_come_first_are_moved_to_the_end() -> None:
    examples = load(data.read({"x": IMAGES.tolist(), "y": Y, "channels": "first"}))
    np.testing.assert_array_equal(examples.x, IMAGES.transpose(0, 2, 3, 1))


def test_flat_images_take_their_shape_before_their_channels_are_moved() -> None:
    flat = {"x": IMAGES.reshape(2, -1).tolist(), "y": Y, "shape": [3, 4, 4], "channels": "first"}
    np.testing.assert_array_equal(load(data.read(flat)).x, IMAGES.transpose(0, 2, 3, 1))


def test_the_scale_of_images_is_that_of_their_channels_wherever_they_stand() -> None:
    first = load(data.read({"x": IMAGES.tolist(), "y": Y, "channels": "first", "scale": "standard"}))
    last = load(data.read({"x": IMAGES.transpose(0, 2, 3, 1).tolist(), "y": Y, "scale": "standard"}))
    np.testing.assert_array_equal(first.x, last.x)

"""A spec with its data at hand: shapes, targets and scales."""

import numpy as np
import pytest

from analyzers import spec
from analyzers.errors import SpecError

DIGITS = {"dataset": "digits", "scale": "min_max"}
DENSE = [{"type": "dense", "units": 16, "activation": "relu"}, {"type": "dense", "units": 10, "activation": "softmax"}]


def test_a_layer_that_gets_the_wrong_shape_is_named() -> None:
    layers = [{"type": "conv2d", "filters": 4}, {"type": "dense", "units": 3}]
    data = {"stand_in": {"examples": 8, "features": [8, 8, 1], "classes": 3}}
    with pytest.raises(SpecError, match=r"layer 2 \(dense_1\).*flatten"):
        spec.prepare(spec.read({"model": {"layers": layers}, "data": data}))


def test_classes_get_a_column_each_where_the_loss_compares_outputs() -> None:
    value = {"model": {"layers": DENSE}, "data": DIGITS, "training": {"loss": "mse"}}
    assert spec.prepare(spec.read(value)).y.shape == (1797, 10)


def test_balanced_weights_make_classes_count_the_same() -> None:
    data = {"x": [[float(k)] for k in range(8)], "y": [0, 0, 0, 0, 0, 0, 1, 1]}
    value = {"model": {"layers": [{"type": "dense", "units": 2, "activation": "softmax"}]}, "data": data}
    prepared = spec.prepare(spec.read({**value, "training": {"class_weights": "balanced"}}))
    assert prepared.training.class_weights == pytest.approx({0: 8 / 12, 1: 2.0})


def test_a_scaled_target_has_mean_0_and_deviation_1_and_is_written_back() -> None:
    data = {"x": [[k] for k in range(20)], "y": [1e5 + k for k in range(20)], "scale_target": "standard"}
    read = spec.read({"model": {"layers": [{"type": "dense", "units": 1}]}, "data": data})
    y = spec.prepare(read).y
    assert (y.mean(), y.std()) == pytest.approx((0.0, 1.0), abs=1e-9)
    assert spec.plain(read)["data"]["scale_target"] == "standard"


def test_classes_have_no_scale() -> None:
    value = {
        "model": {"layers": [{"type": "dense", "units": 3}]},
        "data": {"dataset": "iris", "scale_target": "standard"},
    }
    with pytest.raises(SpecError, match="classes have no scale"):
        spec.prepare(spec.read(value))


def test_scaled_inputs_have_mean_0_and_deviation_1() -> None:
    data = {"x": [[float(k), 5.0] for k in range(20)], "y": [k / 2 for k in range(20)], "scale": "standard"}
    x = spec.prepare(spec.read({"model": {"layers": [{"type": "dense", "units": 1}]}, "data": data})).x
    np.testing.assert_allclose((x[:, 0].mean(), x[:, 0].std(), x[:, 1].std()), (0, 1, 0), atol=1e-12)


@pytest.mark.parametrize(
    ("units", "loss", "told"),
    [(10**7, "categorical_crossentropy", "take sparse_categorical"), (10**9, "sparse_categorical_crossentropy", "")],
)
def test_a_vocabulary_of_classes_takes_no_more_memory_than_its_examples_need(units: int, loss: str, told: str) -> None:
    layers = [{"type": "dense", "units": units, "activation": "softmax"}]
    data = {"stand_in": {"examples": 100, "features": 20, "classes": units}}
    asked = spec.read({"model": {"layers": layers}, "data": data, "training": {"loss": loss}})
    if told:
        with pytest.raises(SpecError, match=told):
            spec.prepare(asked)
    else:
        assert spec.prepare(asked).y.shape == (100,)

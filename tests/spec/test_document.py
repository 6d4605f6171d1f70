"""A spec is read in every form that people have, written back in one, and refused with a sentence."""

import json
from typing import Any

import numpy as np
import pytest

from analyzers import nn, spec
from analyzers.errors import SpecError

DIGITS = {"dataset": "digits", "scale": "min_max"}
DENSE = [{"type": "dense", "units": 16, "activation": "relu"}, {"type": "dense", "units": 10, "activation": "softmax"}]
SPECS: dict[str, dict[str, Any]] = {
    "the least": {"model": {"layers": ["flatten", {"type": "dense", "units": 3}]}},
    "digits": {"model": {"layers": DENSE}, "data": DIGITS, "training": {"optimizer": "adam", "epochs": 3}},
    "all of training": {
        "model": {"layers": DENSE},
        "data": DIGITS,
        "training": {
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "clip_norm": 1.0},
            "loss": {"name": "sparse_categorical_crossentropy", "from_logits": False},
            "metrics": ["accuracy"],
            "batch_size": None,
            "schedule": {"name": "warm_up", "length": 2, "then": {"name": "cosine", "length": 5}},
            "validation_split": 0.2,
            "class_weights": {"3": 2.0},
            "seed": 7,
            "defaults": "pytorch",
        },
        "budget": {"seconds": 5},
        "ask": ["checks"],
    },
    "images": {
        "model": {
            "layers": [
                {"type": "conv2d", "filters": 4, "kernel_initializer": {"name": "normal", "stddev": 0.1}},
                {"type": "batch_norm"},
                {"type": "activation", "function": "leaky_relu"},
                "global_average_pool",
                {"type": "dense", "units": 10, "kernel_initializer": "he_normal"},
            ]
        },
        "data": {**DIGITS, "shape": [8, 8, 1]},
        "training": {"loss": {"name": "sparse_categorical_crossentropy", "from_logits": True}},
    },
    "source": {"model": {"source": "model = Sequential([Dense(1, input_shape=(1,))])\nmodel.compile('sgd', 'mse')\n"}},
    "print of a model": {
        "model": {"pytorch": "Sequential(\n  (0): Linear(in_features=4, out_features=8, bias=True)\n  (1): ReLU()\n"
                             "  (2): Linear(in_features=8, out_features=3, bias=True)\n)"},
        "training": {"loss": {"name": "sparse_categorical_crossentropy", "from_logits": True}},
        "data": {"dataset": "iris"},
    },
    "parameters of scikit-learn": {
        "model": {"sklearn": {"hidden_layer_sizes": [8, 4], "activation": "tanh", "max_iter": 7}},
        "data": {"dataset": "iris"},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_what_is_written_back_is_read_as_the_same(name: str) -> None:
    written = spec.plain(spec.read(SPECS[name]))
    assert spec.plain(spec.read(json.loads(json.dumps(written)))) == written


@pytest.mark.parametrize("name", SPECS)
def test_a_prepared_spec_trains(name: str) -> None:
    prepared = spec.prepare(spec.read(spec.apply(SPECS[name], [*_short(SPECS[name])])))
    (trained,) = nn.train(prepared.network, prepared.data, prepared.training)
    assert len(trained.run["train/loss"]) == 1


def _short(value: dict[str, Any]) -> list[dict[str, Any]]:
    if "training" in value:
        return [{"op": "add", "path": "/training/epochs", "value": 1}]
    return [{"op": "add", "path": "/training", "value": {"epochs": 1}}]


REFUSED: list[tuple[Any, str, str]] = [
    (None, "", "no JSON object"),
    ({"model": {}}, "/model", "holds no layers"),
    ({"model": {"layers": []}}, "/model/layers", "at least one layer"),
    ({"model": {"layers": [{"type": "dens", "units": 1}]}}, "/model/layers/0/type", "did you mean 'dense'?"),
    ({"model": {"layers": [{"type": "dense"}]}}, "/model/layers/0/units", "lacks 'units'"),
    ({"model": {"layers": [{"type": "dense", "units": 0}]}}, "/model/layers/0/units", "at least 1"),
    ({"model": {"layers": [{"type": "dense", "units": 1.5}]}}, "/model/layers/0/units", "a whole number"),
    (
        {"model": {"layers": [{"type": "dense", "units": 1, "unit": 2}]}},
        "/model/layers/0/unit",
        "did you mean 'units'?",
    ),
    (
        {"model": {"layers": [{"type": "dense", "units": 1, "activation": "relo"}]}},
        "/model/layers/0/activation",
        "relo",
    ),
    ({"model": {"layers": DENSE}, "dat": {}}, "/dat", "its parts are model"),
    ({"model": {"layers": DENSE}, "data": {"dataset": "imagenet"}}, "/data/dataset", "known are digits"),
    ({"model": {"layers": DENSE}, "data": {"x": [[1], [2, 3]], "y": [1, 2]}}, "/data/x", "equal length"),
    ({"model": {"layers": DENSE}, "training": {"optimizer": {"name": "adem"}}}, "/training/optimizer/name", "adam"),
    ({"model": {"layers": DENSE}, "training": {"epochs": 0}}, "/training/epochs", "must be 1 to"),
    ({"model": {"layers": DENSE}, "training": {"loss": "nothing"}}, "/training/loss/name", "did you mean 'hinge'"),
    ({"model": {"layers": DENSE}, "training": {"learning_rate": 1}}, "/training/learning_rate", "no 'learning_rate'"),
    ({"model": {"layers": DENSE}, "ask": ["all"]}, "/ask/0", "ask for checks"),
    ({"model": {"layers": DENSE}, "budget": {"seconds": -1}}, "/budget/seconds", "above 0"),
    ({"model": {"layers": DENSE}, "data": {"csv": "a,b\n1,2\n", "target": "c"}}, "/data/target", "columns are a, b"),
    ({"model": {"source": "hello"}}, "/model/source", "no network was found"),
    ({"model": {"layers": DENSE}, "data": {"csv": "a,b\n1,2\n", "path": "/etc/passwd"}}, "/data/path", "no 'path'"),
]


@pytest.mark.parametrize(("value", "at", "says"), REFUSED, ids=[str(row[1:]) for row in REFUSED])
def test_what_does_not_fit_is_told_with_its_place(value: Any, at: str, says: str) -> None:
    with pytest.raises(SpecError) as raised:
        spec.prepare(spec.read(value))
    assert raised.value.at == at
    assert says in str(raised.value)


def test_a_layer_that_gets_the_wrong_shape_is_named() -> None:
    layers = [{"type": "conv2d", "filters": 4}, {"type": "dense", "units": 3}]
    data = {"stand_in": {"examples": 8, "features": [8, 8, 1], "classes": 3}}
    with pytest.raises(SpecError, match=r"layer 2 \(dense_1\).*flatten"):
        spec.prepare(spec.read({"model": {"layers": layers}, "data": data}))


def test_weight_decay_that_an_optimizer_does_not_know_becomes_a_penalty() -> None:
    training = {"optimizer": {"name": "rmsprop", "weight_decay": 0.02}}
    written = spec.plain(spec.read({"model": {"layers": DENSE}, "training": training}))
    assert [layer["l2"] for layer in written["model"]["layers"]] == [0.01, 0.01]


def test_a_schedule_is_as_long_as_the_training_unless_it_says_otherwise() -> None:
    value = {"model": {"layers": DENSE}, "training": {"epochs": 7, "schedule": "cosine"}}
    assert spec.plain(spec.read(value))["training"]["schedule"] == {"name": "cosine", "length": 7.0}


def test_what_is_stated_beside_pasted_code_goes_first() -> None:
    value = {**SPECS["source"], "training": {"epochs": 3, "optimizer": {"name": "adam", "learning_rate": 0.5}}}
    read = spec.read(value)
    assert (read.training.epochs, read.training.learning_rate) == (3, 0.5)


def test_classes_get_a_column_each_where_the_loss_compares_outputs() -> None:
    value = {"model": {"layers": DENSE}, "data": DIGITS, "training": {"loss": "mse"}}
    assert spec.prepare(spec.read(value)).y.shape == (1797, 10)


def test_balanced_weights_make_classes_count_the_same() -> None:
    data = {"x": [[float(k)] for k in range(8)], "y": [0, 0, 0, 0, 0, 0, 1, 1]}
    value = {"model": {"layers": [{"type": "dense", "units": 2, "activation": "softmax"}]}, "data": data}
    prepared = spec.prepare(spec.read({**value, "training": {"class_weights": "balanced"}}))
    assert prepared.training.class_weights == pytest.approx({0: 8 / 12, 1: 2.0})


PRINTED = """\
Net(
  (0): Linear(in_features=2, out_features=16, bias=True)
  (1): ReLU()
  (2): Linear(in_features=16, out_features=3, bias=True)
)"""
PARAMETERS = {
    "hidden_layer_sizes": (16,),
    "activation": "relu",
    "solver": "adam",
    "learning_rate_init": 0.02,
    "alpha": 0.0,
}
KERAS = {
    "class_name": "Sequential",
    "config": {"layers": [{"class_name": "Dense", "config": {"units": 16, "activation": "relu"}}]},
}
TEXTS = {
    "code": "model = Sequential([Dense(16, activation='relu', input_shape=(2,)), Dense(3)])",
    "print(model)": PRINTED,
    "a question around print(model)": f"My network\n\n{PRINTED}\n\ndoes not learn. Why?",
    "get_params()": repr(PARAMETERS),
    "a question around get_params()": f"clf = MLPClassifier()\nclf.get_params()\n>>> {PARAMETERS!r}",
    "get_params() as JSON": json.dumps(PARAMETERS),
    "model.to_json()": json.dumps(KERAS),
    "a model as JSON": json.dumps({"layers": [{"type": "dense", "units": 16, "activation": "relu"}]}),
    "a spec as JSON": json.dumps({"model": {"pytorch": PRINTED}, "training": {"epochs": 7}}),
}


@pytest.mark.parametrize("form", TEXTS)
def test_a_text_is_taken_for_whichever_form_of_a_network_it_is(form: str) -> None:
    read = spec.read({"model": {"source": TEXTS[form]}})
    first = read.layers[0]
    assert (first.kind, getattr(first, "units", 0), getattr(first, "activation", "")) == ("dense", 16, "relu")


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


KERAS_2 = {
    "class_name": "Sequential",
    "config": {
        "name": "sequential",
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 64], "dtype": "float32"}},
            {
                "class_name": "Dense",
                "config": {
                    "units": 16,
                    "activation": "relu",
                    "kernel_initializer": {"class_name": "HeNormal", "config": {"seed": None}},
                    "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.01}},
                },
            },
            {"class_name": "Dropout", "config": {"rate": 0.25}},
            {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}},
        ],
    },
}


def test_keras_json_of_a_sequential_model() -> None:
    model = spec.plain(spec.read({"model": {"keras": KERAS_2}, "data": DIGITS}))["model"]
    assert model["input_shape"] == [64]
    assert model["layers"] == [
        {"type": "dense", "units": 16, "activation": "relu", "kernel_initializer": "he_normal", "l2": 0.01},
        {"type": "dropout", "rate": 0.25},
        {"type": "dense", "units": 10, "activation": "softmax"},
    ]


def test_a_functional_model_that_branches_is_refused() -> None:
    layers = [
        {"class_name": "Dense", "config": {"units": 4}, "inbound_nodes": [[["a", 0, 0, {}]]]},
        {"class_name": "Add", "config": {}, "inbound_nodes": [[["a", 0, 0, {}], ["b", 0, 0, {}]]]},
    ]
    with pytest.raises(SpecError, match="several inputs"):
        spec.read({"model": {"keras": {"class_name": "Functional", "config": {"layers": layers}}}})


def test_print_of_a_class_says_what_it_does_not_show() -> None:
    text = "Net(\n  (fc1): Linear(in_features=4, out_features=8)\n  (fc2): Linear(in_features=8, out_features=3)\n)"
    read = spec.read({"model": {"pytorch": text}, "data": {"dataset": "iris"}})
    assert spec.plain(read)["model"]["layers"][0]["activation"] == "relu"
    assert any("does not show" in note for note in read.understood)


IMAGES = np.arange(4 * 3 * 8 * 6.0).reshape(4, 3, 8, 6)  # channels first
TORCH = "import torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(96, 1))\n"
KERAS = """
from tensorflow import keras
model = keras.Sequential([
    keras.layers.Conv2D(4, 3, input_shape=(3, 8, 6), data_format="channels_first"),
    keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile("sgd", "mse")
"""
JSON = {
    "class_name": "Sequential",
    "config": {
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 3, 8, 6]}},
            {"class_name": "Conv2D", "config": {"filters": 4, "kernel_size": [3, 3], "data_format": "channels_first"}},
            {"class_name": "Flatten", "config": {}},
            {"class_name": "Dense", "config": {"units": 1}},
        ]
    },
}


@pytest.mark.parametrize("model", [{"source": TORCH}, {"source": KERAS}, JSON], ids=["torch", "keras", "json"])
def test_images_with_their_channels_first_go_through_a_model_that_has_them_so(model: dict[str, Any]) -> None:
    given = {"model": model, "data": {"x": IMAGES.tolist(), "y": [0.5, 1.5, 2.5, 4.5]}, "training": {"loss": "mse"}}
    prepared = spec.prepare(spec.read(given))
    np.testing.assert_array_equal(prepared.x, IMAGES.transpose(0, 2, 3, 1))
    assert spec.read(spec.plain(prepared.spec)).data.channels == prepared.spec.data.channels


def test_grey_images_without_a_channel_are_not_turned() -> None:
    source = TORCH.replace("Conv2d(3,", "Conv2d(1,")
    data = {"x": IMAGES[:, 0].tolist(), "y": [0.5, 1.5, 2.5, 4.5]}
    prepared = spec.prepare(spec.read({"model": {"source": source}, "data": data, "training": {"loss": "mse"}}))
    np.testing.assert_array_equal(prepared.x, IMAGES[:, 0][..., np.newaxis])

"""Models in whichever form people have them: text, JSON of Keras, print(model), images with channels first."""

import json
from typing import Any

import numpy as np
import pytest

from analyzers import spec
from analyzers.errors import SpecError

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
    model = spec.plain(spec.read({"model": {"keras": KERAS_2}, "data": {"dataset": "digits"}}))["model"]
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

"""A spec is read in every form that people have, written back in one, and refused with a sentence."""

import json
from typing import Any

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

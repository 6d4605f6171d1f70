"""A spec as code: complete Python, with what the spec says, and read back as the same network."""

import ast
from typing import Any

import pytest

from analyzers import spec
from analyzers.source.recipes.recipe import read_source
from analyzers.spec.code import write

DIGITS = {"dataset": "digits", "scale": "standard"}
SOFTMAX = {"type": "dense", "units": 10, "activation": "softmax"}
CNN = [
    {"type": "conv2d", "filters": 4, "kernel_size": 3, "padding": "same"},
    "batch_norm",
    {"type": "activation", "function": "leaky_relu"},
    "max_pool2d",
    {"type": "conv2d", "filters": 8, "kernel_size": [3, 1], "strides": 2, "activation": "gelu", "l2": 0.01},
    "layer_norm",
    "global_average_pool",
    SOFTMAX,
]
RESHAPED = [
    {"type": "reshape", "target": [8, 8, 1]},
    {"type": "conv2d", "filters": 2, "kernel_initializer": {"name": "normal", "stddev": 0.1}},
    {"type": "activation", "function": "leaky_relu", "negative_slope": 0.3},
    "global_max_pool",
    {**SOFTMAX, "kernel_initializer": {"name": "uniform", "scale": 0.1}, "bias_initializer": "normal"},
]
SEQUENCE = [{"type": "conv1d", "filters": 4}, "average_pool1d", "flatten", {"type": "dropout", "rate": 0.5}, SOFTMAX]


def _spec(layers: list[Any], data: dict[str, Any], **training: Any) -> dict[str, Any]:
    return {"model": {"layers": layers}, "data": data, "training": training}


SPECS = {
    "mlp": _spec([{"type": "dense", "units": 32, "activation": "relu"}, SOFTMAX], DIGITS, epochs=3, schedule="cosine"),
    "cnn": _spec(CNN, {**DIGITS, "shape": [8, 8, 1]}, optimizer="adamw", class_weights="balanced"),
    "sequence": _spec(SEQUENCE, {**DIGITS, "shape": [16, 4]}, optimizer={"name": "nadam", "clip_value": 0.5}),
    "reshaped": _spec(RESHAPED, DIGITS),
    "words": _spec([{"type": "embedding", "vocabulary": 20, "dimension": 4}, SOFTMAX], {"dataset": "digits"}),
    "linear": _spec([{"type": "dense", "units": 1}], {"x": [1, 2], "y": [0.5, 1.0]}, optimizer="sgd", loss="mse"),
    "torch": _spec(
        [{"type": "dense", "units": 4, "activation": "sigmoid", "kernel_initializer": "orthogonal"},
         {"type": "dense", "units": 1}],
        {"dataset": "moons", "noise": 0.1},
        loss={"name": "binary_crossentropy", "from_logits": True}, defaults="pytorch",
        optimizer={"name": "rmsprop", "clip_norm": 1.0}, schedule={"name": "step", "every": 2},
    ),
    "stand-in": _spec([SOFTMAX], {"stand_in": {"examples": 30, "classes": 10}}, loss="mse", optimizer="adagrad"),
    "table": _spec([{"type": "dense", "units": 1}], {"csv": "a,b\n1,2\n2,3\n3,5\n", "target": "b"}, loss="huber"),
}  # fmt: skip
SCHEDULES = ("step", "exponential", "cosine", "inverse_time", "polynomial", "warm_up", "reduce_on_plateau", "constant")
CASES = [(name, framework) for name in SPECS for framework in ("keras", "pytorch")]


def code(value: dict[str, Any]) -> dict[str, str]:
    return write(spec.prepare(spec.read(value)))


@pytest.mark.parametrize(("name", "framework"), CASES)
def test_it_is_complete_python(name: str, framework: str) -> None:
    ast.parse(code(SPECS[name])[framework])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_is_written(schedule: str) -> None:
    written = code(_spec([SOFTMAX], DIGITS, schedule={"name": schedule}))
    assert all(ast.parse(written[framework]) for framework in ("keras", "pytorch"))


@pytest.mark.parametrize("framework", ["keras", "pytorch", "sklearn"])
def test_what_is_written_is_read_back_as_the_same_network(framework: str) -> None:
    value = _spec(
        [*({"type": "dense", "units": units, "activation": "tanh"} for units in (32, 16)), SOFTMAX],
        {"dataset": "digits"}, optimizer={"name": "adam", "learning_rate": 0.02}, batch_size=64, epochs=9,
    )  # fmt: skip
    read = read_source(code(value)[framework]).spec
    assert [layer["units"] for layer in read["model"]["layers"]] == [32, 16, 10]
    assert read["data"]["dataset"] == "digits"
    assert read["training"]["optimizer"]["learning_rate"] == 0.02
    assert (read["training"]["batch_size"], read["training"]["epochs"]) == (64, 9)


def test_scikit_learn_gets_perceptrons_only() -> None:
    assert "MLPClassifier" in code(SPECS["mlp"])["sklearn"]
    assert "sklearn" not in code(SPECS["cnn"])


def test_softmax_is_left_to_the_loss_in_pytorch() -> None:
    written = code(SPECS["mlp"])["pytorch"]
    assert "Softmax" not in written
    assert "CrossEntropyLoss" in written


def test_initial_weights_are_those_of_the_spec() -> None:
    assert "nn.init.orthogonal_(model[0].weight)" in code(SPECS["torch"])["pytorch"]
    assert "nn.init.xavier_uniform_(model[0].weight)" in code(SPECS["mlp"])["pytorch"]


def test_the_framework_that_the_spec_came_from_is_the_first() -> None:
    assert [next(iter(code(SPECS["torch"]))), next(iter(code(SPECS["mlp"])))] == ["pytorch", "keras"]


def test_images_have_their_channels_first_in_pytorch_and_words_are_whole_numbers() -> None:
    assert "nn.Unflatten(1, (1, 8, 8))" in code(SPECS["reshaped"])["pytorch"]
    assert "x = torch.tensor(x).long()" in code(SPECS["words"])["pytorch"]


def test_what_keras_has_no_usual_size_for_is_written() -> None:
    assert "AveragePooling1D(pool_size=2)" in code(SPECS["sequence"])["keras"]

"""JSON: the shapes in which curves stand in documents and records."""

import numpy as np
import pytest

import analyzers
from analyzers.errors import TooLargeError
from tests.readers.runs import reading, run, values


def test_rows_of_a_matrix_are_curves_behind_a_step() -> None:
    found = run("[[10, 2.5, 2.75], [20, 2.25, 2.5], [30, 2.0, 2.25]]")
    assert found["train/column_3"].values.tolist() == [2.75, 2.5, 2.25]
    assert found["train/column_2"].steps.tolist() == [10, 20, 30]


@pytest.mark.parametrize(
    "text",
    [
        '{"loss": {"steps": [0, 10], "values": [3, 2]}, "val_loss": {"steps": [0, 10], "values": [4, 3]}}',  # Sacred
        '{"loss": {"train": {"x": [0, 10], "y": [3, 2]}, "val": {"x": [0, 10], "y": [4, 3]}}}',  # ClearML
        '{"train_loss": [[0, 3], [10, 2]], "val_loss": [[0, 4], [10, 3]]}',
        '"","step","value","metric","data"\n"1",0,3,"loss","training"\n"2",10,2,"loss","training"\n'
        '"3",0,4,"loss","validation"\n"4",10,3,"loss","validation"\n',  # R
        "Step,Train Loss (MSE),Val Loss (MSE)\n0,3,4\n10,2,3\n",
        "step,training_rmse,train/loss,val/loss\n0,1,3,4\n10,1,2,3\n",
    ],
)
def test_curves_with_their_own_steps_and_units(text: str) -> None:
    found = run(text)
    assert (values(found, "train/loss"), values(found, "val/loss")) == ([3, 2], [4, 3])
    assert found["val/loss"].steps.tolist() == [0, 10]


def test_boosters_name_their_sets() -> None:
    xgboost = run('{"validation_0": {"logloss": [0.6, 0.5]}, "validation_1": {"logloss": [0.7, 0.65]}}')
    lightgbm = run('{"training": {"l2": [3, 2]}, "valid_1": {"l2": [3.5, 2.5]}}')
    assert (values(xgboost, "train/logloss"), values(xgboost, "val/logloss")) == ([0.6, 0.5], [0.7, 0.65])
    assert (values(lightgbm, "train/l2"), values(lightgbm, "val/l2")) == ([3, 2], [3.5, 2.5])


def test_the_log_of_catboost_names_its_metrics_once() -> None:
    found = run(
        '{"meta": {"learn_metrics": [{"name": "Logloss"}], "test_metrics": [{"name": "Logloss"}, {"name": "AUC"}]},'
        ' "iterations": [{"learn": [0.6], "iteration": 0, "passed_time": 1, "test": [0.7, 0.5]},'
        ' {"learn": [0.5], "iteration": 1, "passed_time": 2, "test": [0.65, 0.6]}]}'
    )
    assert values(found, "train/logloss") == [0.6, 0.5]
    assert (values(found, "val/logloss"), values(found, "val/auc")) == ([0.7, 0.65], [0.5, 0.6])


def test_histories_of_several_runs_by_name() -> None:
    found = reading('{"sgd": {"loss": [3, 2], "acc": [0.1, 0.2]}, "adam": {"loss": [3, 1], "acc": [0.1, 0.4]}}').runs
    assert [(one.name, values(one, "train/loss")) for one in found] == [("sgd", [3, 2]), ("adam", [3, 1])]


def test_curves_of_different_lengths_share_the_axis_of_the_longest() -> None:
    found = run('{"loss": [6, 5, 4, 3, 2, 1], "val_loss": [5, 3, 1]}')
    assert found["val/loss"].positions.tolist() == [1, 3, 5]


@pytest.mark.parametrize("nan", ["NaN", "nan", '"NaN"', "null"])
def test_a_diverged_loss_in_json(nan: str) -> None:
    for text in (f'{{"loss": [1.5, 3.0, {nan}]}}', f'{{"loss": 1.5}}\n{{"loss": 3.0}}\n{{"loss": {nan}}}\n'):
        found = run(text)["train/loss"].values
        assert found[:2].tolist() == [1.5, 3.0]
        assert np.isnan(found[2])


def test_infinity_in_json_keeps_its_sign() -> None:
    assert values(run('{"loss": [1.5, Infinity, -Infinity]}'), "train/loss") == [1.5, float("inf"), float("-inf")]


def test_a_document_that_breaks_off_is_read_up_to_there() -> None:
    found = reading('{"log_history": [{"epoch": 1, "loss": 3}, {"epoch": 2, "loss": 2}, {"epoch": 3, "lo')
    assert values(found.runs[0], "train/loss") == [3, 2]
    assert any("breaks off" in note for note in found.notes)


def test_values_that_a_tracker_names_one_by_one_are_read_amid_code() -> None:
    written = '{"key": "%s", "value": %.2f, "timestamp": 173568960000%d, "step": %d}'
    lines = [written % (key, 1 / step, step, step) for step in range(1, 7) for key in ("train_loss", "val_loss")]
    text = "\n".join(["opt = torch.optim.Adam(net.parameters(), lr=0.003)", "```", *lines, "```"])
    (run,) = analyzers.read(text.encode()).runs
    assert {key: len(series) for key, series in run.series.items()} == {"train/loss": 6, "val/loss": 6}
    assert run.known("learning_rate") == 0.003


def test_lines_that_each_name_another_metric_are_refused_before_each_is_understood() -> None:
    lines = "".join(f'{{"loss_{n}": 0.5}}\n' for n in range(6_000))
    with pytest.raises(TooLargeError, match="too many columns"):
        reading(lines, "run.jsonl")

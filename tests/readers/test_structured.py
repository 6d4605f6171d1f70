"""Tables and JSON: however a program saves a run, the same run is read."""

import gzip
from contextlib import suppress

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import analyzers
from analyzers.errors import AnalyzerError, UnreadableError
from analyzers.reader import Reading
from analyzers.run import Run
from tests.readers.written import ACCURACY, DOCUMENTS, LOSS, RATE, TABLES, VAL_LOSS

WRITTEN = {**TABLES, **DOCUMENTS}


def reading(text: str, name: str = "") -> Reading:
    return analyzers.read(text.encode(), name)


def run(text: str, name: str = "") -> Run:
    (only,) = reading(text, name).runs
    return only


def values(run: Run, key: str) -> list[float]:
    return run[key].values.tolist()


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_the_same_run_however_it_is_saved(written: str) -> None:
    found = run(written)
    assert values(found, "train/loss") == list(LOSS)
    assert values(found, "val/loss") == list(VAL_LOSS)
    assert values(found, "lr") == list(RATE)
    assert list(ACCURACY) in (values(found, key) for key in found.series if key.endswith("/accuracy"))
    assert len(found.series) == 4
    assert np.all(np.diff(found["train/loss"].positions) > 0)


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_cut_off_anywhere_it_is_read_or_refused_with_words(written: str) -> None:
    data = written.encode()
    for cut in range(0, len(data), 1 + len(data) // 40):
        with suppress(AnalyzerError):
            analyzers.read(data[:cut])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_any_encoding(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = analyzers.read(mark + "époque,loss,précision\n1,2.0,0.5\n2,1.0,0.75\n".encode(encoding)).runs[0]
    assert values(found, "train/loss") == [2.0, 1.0]
    assert found["train/loss"].unit == "epoch"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_packed_or_not(pack: object) -> None:
    (found,) = analyzers.read(pack(TABLES["commas"].encode())).runs  # type: ignore[operator]
    assert values(found, "train/loss") == list(LOSS)


def test_steps_are_the_epochs_that_the_table_counts() -> None:
    found = run(TABLES["commas"])["val/loss"]
    assert (found.unit, found.steps.tolist(), found.name_in_log) == ("epoch", [1, 2, 3, 4, 5], "val_loss")


def test_of_epochs_and_steps_the_one_counts_that_tells_the_records_apart() -> None:
    found = run("epoch,step,loss\n0,10,3\n0,20,2\n1,30,1\n1,40,0.5\n")["train/loss"]
    assert (found.unit, found.steps.tolist()) == ("step", [10, 20, 30, 40])


def test_steps_that_start_again_with_every_epoch_go_on() -> None:
    found = run("epoch,batch,loss\n1,1,4\n1,2,3\n2,1,2\n2,2,1\n")["train/loss"]
    assert (found.unit, found.steps.tolist()) == ("step", [1, 2, 3, 4])


def test_sparse_rows_keep_their_own_records() -> None:
    found = run("step,train_loss,val_loss\n10,3,\n20,2,\n20,,2.5\n30,1,\n40,0.5,\n40,,1.5\n")
    assert found["train/loss"].steps.tolist() == [10, 20, 30, 40]
    assert found["val/loss"].steps.tolist() == [20, 40]
    assert found["val/loss"].positions.tolist() == [2, 5]


def test_an_empty_cell_is_no_record_but_nan_is_one() -> None:
    found = run("epoch,loss,val_loss\n1,1.0,\n2,nan,NA\n3,inf,0.5\n4,-nan,\n5,1.#QNAN,0.25\n")
    assert np.isnan(found["train/loss"].values).tolist() == [False, True, False, True, True]
    assert found["val/loss"].steps.tolist() == [3, 5]


def test_a_column_of_percents() -> None:
    assert values(run("epoch,accuracy\n1,12.5%\n2,50%\n"), "train/accuracy") == [12.5, 50.0]


def test_counters_that_start_again_are_runs() -> None:
    found = reading("epoch,loss\n0,3\n1,2\n2,1\n0,5\n1,4\n2,3\n")
    assert [values(one, "train/loss") for one in found.runs] == [[3, 2, 1], [5, 4, 3]]
    assert any("2 runs" in note for note in found.notes)


def test_a_resumed_run_is_one_run_and_its_later_values_stay() -> None:
    rows = "".join(f"{epoch},{loss}\n" for epoch, loss in [(1, 9), (2, 8), (3, 7), (4, 6), (3, 5), (4, 4), (5, 3)])
    found = reading("epoch,loss\n" + rows)
    assert values(found.runs[0], "train/loss") == [9, 8, 5, 4, 3]
    assert any("resumed" in note for note in found.notes)


@pytest.mark.parametrize("by", ["fold", "run", "seed", "trial_id"])
def test_a_column_that_names_or_numbers_the_run(by: str) -> None:
    found = reading(f"{by},epoch,loss\n1,1,3\n2,1,5\n1,2,2\n2,2,4\n1,3,1\n2,3,3\n").runs
    assert [values(one, "train/loss") for one in found] == [[3, 2, 1], [5, 4, 3]]


def test_runs_named_in_words() -> None:
    found = reading("model,epoch,loss\nsmall,1,3\nlarge,1,5\nsmall,2,2\nlarge,2,4\n").runs
    assert [one.name for one in found] == ["small", "large"]


def test_the_long_form_is_a_column_a_metric() -> None:
    found = run("metric,step,value\nloss,1,3\nval_loss,1,4\nloss,2,2\nval_loss,2,3\n")
    assert (values(found, "train/loss"), values(found, "val/loss")) == ([3, 2], [4, 3])


def test_an_export_of_weights_and_biases() -> None:
    header = '"Step","calm-sun-1 - loss","calm-sun-1 - loss__MIN","calm-sun-1 - loss__MAX","red-sea-2 - loss"'
    found = reading(f'{header}\n"0","3","3","3","5"\n"1","2","2","2","4"\n').runs
    assert [(one.name, values(one, "train/loss")) for one in found] == [("calm-sun-1", [3, 2]), ("red-sea-2", [5, 4])]


def test_results_of_ultralytics() -> None:
    header = "      epoch,      time,  train/box_loss,  metrics/mAP50(B),  val/box_loss,  lr/pg0,  lr/pg1"
    found = run(f"{header}\n  1,  10,  2.0,  0.1,  2.5,  0.1,  0.01\n  2,  20,  1.5,  0.2,  2.0,  0.1,  0.01\n")
    assert set(found.series) >= {"train/box_loss", "val/box_loss", "lr"}
    assert any(key.startswith("val/map50") for key in found.series)


def test_progress_of_stable_baselines() -> None:
    found = run("time/fps,rollout/ep_rew_mean,time/total_timesteps,train/value_loss\n90,20,2048,\n91,25,4096,10\n")
    assert found["train/reward"].steps.tolist() == [2048, 4096]
    assert "train/value_loss" in found


def test_a_monitor_file_counts_rewards_not_losses() -> None:
    found = run('#{"t_start": 1614621508.8, "env_id": "Pendulum-v0"}\nr,l,t\n-200.5,200,2.7\n-100.25,200,2.8\n')
    assert set(found.series) == {"train/reward"}
    assert found.known("task") == "reinforcement_learning"


@pytest.mark.parametrize(
    ("name", "metric"), [("metrics/val_loss", "val/loss"), ("loss", "train/loss"), ("accuracy", "train/accuracy")]
)
def test_a_metric_file_of_mlflow_is_named_as_the_file(name: str, metric: str) -> None:
    found = run("1614012345678 0.75 0\n1614012345999 0.5 1\n", name)
    assert (values(found, metric), found[metric].steps.tolist()) == ([0.75, 0.5], [0, 1])


def test_scalars_that_tensorboard_lets_one_download() -> None:
    found = run("Wall time,Step,Value\n1614012345.6,0,0.75\n1614012346.6,10,0.5\n", "run-val-tag-epoch_loss.csv")
    assert found["train/loss"].steps.tolist() == [0, 10]
    assert run("[[1614012345.6, 0, 0.75], [1614012346.6, 10, 0.5]]")["train/loss"].steps.tolist() == [0, 10]


def test_a_curve_without_a_name_is_taken_for_the_loss_aloud() -> None:
    for text in ("2.5\n2.25\n2.0\n", "[2.5, 2.25, 2.0]", "0,2.5\n10,2.25\n20,2.0\n"):
        found = reading(text)
        assert values(found.runs[0], "train/loss") == [2.5, 2.25, 2.0]
        assert any("taken for the training loss" in note for note in found.notes)


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


def test_a_row_that_is_too_short_lacks_its_last_cells() -> None:
    found = run("epoch,loss,val_loss\n1,2.5,2.75\n2,2.0\n3,1.5,1.75\n")
    assert (values(found, "train/loss"), values(found, "val/loss")) == ([2.5, 2.0, 1.5], [2.75, 1.75])


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


def test_what_is_left_out_is_said() -> None:
    assert any("'eta'" in note for note in reading("epoch,loss,eta\n1,3,100\n2,2,50\n").notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sepal_length,sepal_width,species\n5.1,3.5,setosa\n4.9,3.0,setosa\n", "'sepal_length', 'sepal_width'"),
        (
            '{"class_name": "Sequential", "config": {"layers": [{"units": 10}, {"units": 2}]}}',
            "no column that is a metric",
        ),
        ('{"name": "net", "notes": ["a", "b"]}', "no column of numbers"),
        ("[" * 10_000 + "]" * 10_000, "too many levels"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "too many levels"),
        ("(" * 10_000, "in no format|No line"),
        ("", "in no format that we read"),
    ],
)
def test_what_holds_no_curve_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        reading(text)


MARKS = [
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"\x28\xb5\x2f\xfd",
    b"\x93NUMPY",
    b"PAR1",
    b"BZh9",
    b"#{",
    b"{",
    b"[[",
    b"-inf,1\n",
]


@given(st.sampled_from(MARKS), st.binary(max_size=200), st.text('{}[]",:;|\t\n.-+eE0123456789 nanifloss', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_behind_the_mark_of_a_format(mark: bytes, junk: bytes, text: str) -> None:
    for data in (mark + junk, mark + text.encode()):
        with suppress(AnalyzerError):
            analyzers.read(data)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("begin", "repeated"),
    [("[" * 900, "[],"), ('{"loss": [', "NaN,"), ('{"loss": [', '{"a":1},'), ("epoch,loss\n1,", "9"), ("", '{"a":')],
)
def test_hostile_documents_take_linear_time(begin: str, repeated: str) -> None:
    with suppress(AnalyzerError):
        reading(begin + repeated * (1_000_000 // len(repeated)))


def test_an_image_is_called_an_image() -> None:
    with pytest.raises(UnreadableError, match="PNG image"):
        analyzers.read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def test_values_that_a_tracker_names_one_by_one_are_read_amid_code() -> None:
    written = '{"key": "%s", "value": %.2f, "timestamp": 173568960000%d, "step": %d}'
    lines = [written % (key, 1 / step, step, step) for step in range(1, 7) for key in ("train_loss", "val_loss")]
    text = "\n".join(["opt = torch.optim.Adam(net.parameters(), lr=0.003)", "```", *lines, "```"])
    (run,) = analyzers.read(text.encode()).runs
    assert {key: len(series) for key, series in run.series.items()} == {"train/loss": 6, "val/loss": 6}
    assert run.known("learning_rate") == 0.003


GERMAN = "Epoche;Trainingsverlust;Validierungsverlust\n1;0,84;0,61\n2;0,61;0,60\n3;0,59;0,58\n4;0,58;0,57\n"
SPARSE = "epoch,step,train_loss,val_loss\n0,20,,0.61\n0,20,0.84,\n1,41,,0.60\n1,41,0.61,\n2,62,,0.58\n2,62,0.59,\n"
SCRIPT = """\
model = nn.Sequential(
    nn.Linear(4, 32), nn.ReLU(),
    nn.Linear(32, 1))
optimizer = optim.Adam(model.parameters(), lr=0.005)
"""


COLUMNS = "epoch   train_loss  valid_loss  time  \n" + "".join(
    f"{k}       0.{84 - k}      0.{61 - k}      00:01 \n" for k in range(6)
)


@pytest.mark.parametrize("table", [GERMAN, SPARSE, COLUMNS], ids=["decimal commas", "sparse", "columns"])
@pytest.mark.parametrize(
    "text",
    [
        "{code}\n\n{table}",
        "{table}\n\n{code}",
        "{table}\nbatch size: 32\n{code}",
        "Why?\n```\n{table}```\n\n{code}\n\nThanks!",
    ],
)
def test_a_table_amid_other_text_is_read_as_if_it_stood_alone(table: str, text: str) -> None:
    (alone,) = analyzers.read(table.encode()).runs
    (amid,) = analyzers.read(text.format(table=table, code=SCRIPT).encode()).runs
    assert amid.series.keys() == alone.series.keys() == {"train/loss", "val/loss"}
    assert all(np.array_equal(amid[key].values, alone[key].values) for key in alone.series)
    assert amid.known("learning_rate") == 0.005

"""Tables: what counts, what labels, which runs stand in one, and what is around it."""

import numpy as np
import pytest

import analyzers
from tests.readers.runs import reading, run, values
from tests.readers.written import TABLES


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


@pytest.mark.parametrize("step", ["¹", "55555555555555555555", "9 9", ""])
def test_lines_that_mlflow_did_not_write_are_left_out_of_its_file(step: str) -> None:
    stamped = "".join(f"1614012345{n} {1 / (1 + n % 100):.3f} {n % 100}\n" for n in range(100, 125))
    found = run(f"{stamped}1614012345999 0.5 {step}\n", "loss")
    assert found["train/loss"].steps.tolist() == [*range(25)]


def test_scalars_that_tensorboard_lets_one_download() -> None:
    found = run("Wall time,Step,Value\n1614012345.6,0,0.75\n1614012346.6,10,0.5\n", "run-val-tag-epoch_loss.csv")
    assert found["train/loss"].steps.tolist() == [0, 10]
    assert run("[[1614012345.6, 0, 0.75], [1614012346.6, 10, 0.5]]")["train/loss"].steps.tolist() == [0, 10]


def test_a_curve_without_a_name_is_taken_for_the_loss_aloud() -> None:
    for text in ("2.5\n2.25\n2.0\n", "[2.5, 2.25, 2.0]", "0,2.5\n10,2.25\n20,2.0\n"):
        found = reading(text)
        assert values(found.runs[0], "train/loss") == [2.5, 2.25, 2.0]
        assert any("taken for the training loss" in note for note in found.notes)


def test_a_row_that_is_too_short_lacks_its_last_cells() -> None:
    found = run("epoch,loss,val_loss\n1,2.5,2.75\n2,2.0\n3,1.5,1.75\n")
    assert (values(found, "train/loss"), values(found, "val/loss")) == ([2.5, 2.0, 1.5], [2.75, 1.75])


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


@pytest.mark.parametrize("row", ["{}  {}  {}\n", "{},{},{}\n", "| {} | {} | {} |\n"])
@pytest.mark.parametrize("front", ["", "I trained it twice:\n\n", "2024-08-19 13:28:48,101 INFO [net/Main] log : "])
def test_columns_that_take_turns_have_holes_and_no_values_that_fail(row: str, front: str) -> None:
    rows = [
        ("step", "train_loss", "val_loss"),
        *((n, *((0.5, "nan") if n % 2 else ("NaN", 0.75))) for n in range(1, 9)),
    ]
    lines = [row.format(*cells) for cells in rows]
    text = "".join(f"{front}{line}" for line in lines) if front.endswith(": ") else front + "".join(lines)
    found = run(text, "log.txt")
    assert (values(found, "train/loss"), values(found, "val/loss")) == ([0.5] * 4, [0.75] * 4)


def test_a_remark_in_the_last_column_of_few_rows_hides_no_row() -> None:
    rows = "".join(f"{e:4d} {1 / e:.4f} {2 / e:.4f} {'*' if e == 4 else ''}\n" for e in range(1, 8))
    found = run(f"Epoch  Loss  Val_loss  Note\n{rows}", "log.txt")
    assert (len(found["train/loss"]), len(found["val/loss"])) == (7, 7)


def test_rows_that_were_left_out_do_not_part_a_table_from_its_names() -> None:
    rows = "\n".join(
        f"{190 + place:<12}{40000 + 100 * place:<12}0.0001      {2 - place / 10:<12g}" for place in range(5)
    )
    found = run(f"epoch       iteration   lr          main/loss   validation/main/map\n...\n{rows}\n")
    assert values(found, "train/loss") == pytest.approx([2.0, 1.9, 1.8, 1.7, 1.6])

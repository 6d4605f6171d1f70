"""Free text: what values are counted by, and where a run ends."""

import math

import numpy as np
import pytest

from analyzers.free_text import read_text
from tests.readers.printed import LOSS, VAL_LOSS, printed
from tests.readers.runs import only_run, values

EPOCHS = range(1, 6)


def test_epochs_are_the_steps_of_a_keras_log() -> None:
    loss = only_run(printed("", "Epoch {e}/5\n10/10 [====] - 1s 9ms/step - loss: {l:.4f}\n"))["train/loss"]
    assert loss.unit == "epoch"
    assert loss.steps.tolist() == [1, 2, 3, 4, 5]
    assert loss.positions.tolist() == [2, 4, 6, 8, 10]
    assert loss.name_in_log == "loss"


def test_steps_in_an_epoch_count_through_the_run() -> None:
    text = "".join(f"Epoch [{e}/3], Step [{s}/300], Loss: {9 - e}\n" for e in (1, 2, 3) for s in (100, 200, 300))
    loss = only_run(text)["train/loss"]
    assert loss.unit == "step"
    assert loss.steps.tolist() == [100, 200, 300, 400, 500, 600, 700, 800, 900]


@pytest.mark.parametrize("count", ["epoch-{}, ", "Epoch No. {} ", "epoch no.{}: ", "End of epoch {}: ", "#{}, "])
def test_a_count_is_one_however_it_is_announced(count: str) -> None:
    text = "".join(f"{count.format(e)}train_loss {loss}\n" for e, loss in enumerate(LOSS, 1))
    assert only_run(text)["train/loss"].steps.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("epoch", "first"), [(4, 3 * 300 + 100), (1, 100)])
def test_an_excerpt_of_one_epoch_does_not_begin_with_the_training(epoch: int, first: int) -> None:
    text = "".join(f"epoch {epoch} - iter {s}/300 - loss {9 - s / 100}\n" for s in (100, 200, 300))
    assert only_run(text)["train/loss"].steps.tolist() == [first, first + 100, first + 200]


def test_the_epoch_at_which_a_table_of_steps_was_shown_moves_no_step() -> None:
    rows = "".join(f"{100 * e}\t{loss}\t{val}\n" for e, loss, val in zip(EPOCHS, LOSS, VAL_LOSS, strict=True))
    run = only_run(f" [500/500 10:23, Epoch 3/3]\nStep\tTraining Loss\tValidation Loss\n{rows}")
    assert run["train/loss"].steps.tolist() == [100, 200, 300, 400, 500]


def test_a_step_that_goes_on_within_an_epoch_counts_through_the_run() -> None:
    text = "".join(f"epoch 4 iter {s} loss {9 - s / 1000}\n" for s in (3100, 3200, 3300))
    assert only_run(text)["train/loss"].steps.tolist() == [3100, 3200, 3300]


def test_a_total_becomes_context_with_its_source() -> None:
    context = only_run("Epoch 1/20\n34/34 [====] - 1s 9ms/step - loss: 1.5\n").context
    assert (context["epochs"].value, context["epochs"].source) == (20, "log, line 1")
    assert (context["steps_per_epoch"].value, context["steps_per_epoch"].source) == (34, "log, line 2")


def test_a_total_in_the_first_cell_of_a_row_becomes_context() -> None:
    header = "      Epoch    GPU_mem   box_loss   cls_loss  Instances       Size\n"
    rows = [
        f"{header}    {z + 5}/300      6.7G      {loss}     0.4{z}          9        640\n"
        for z, loss in enumerate(LOSS)
    ]
    run = only_run("".join(rows))
    assert (run.context["epochs"].value, run["train/box_loss"].steps.tolist()) == (300, [5, 6, 7, 8, 9])


def test_examples_are_not_taken_for_steps() -> None:
    text = "Train on 60000 samples\nEpoch 1/5\n60000/60000 [====] - 5s 83us/sample - loss: 1.5\n"
    assert "steps_per_epoch" not in only_run(text).context


@pytest.mark.parametrize("bar", ["[=====] - 5s 2ms/step", "- 5s"])
def test_an_evaluation_behind_the_last_epoch_is_no_record_of_training(bar: str) -> None:
    text = "".join(f"Epoch {e}/5\n1875/1875 {bar} - loss: {loss:.4f}\n" for e, loss in zip(EPOCHS, LOSS, strict=True))
    run = only_run(f"{text}313/313 {bar} - loss: 0.0755\n")
    assert (values(run, "train/loss"), run["train/loss"].unit) == (list(LOSS), "epoch")
    assert "val/loss" not in run


def test_a_title_that_speaks_of_evaluation_says_nothing_of_the_lines_below() -> None:
    text = "".join(f"iter: {n}  total_loss: {9 - n / 4}  lr: 0.01\n" for n in range(5))
    assert set(only_run(f"# Poor evaluation of my model\n\n{text}").series) == {"train/loss", "lr"}


def test_an_evaluation_in_each_epoch_is_the_validation() -> None:
    each = "Epoch {e}/5\n1875/1875 [=====] - 5s 2ms/step - loss: {l:.4f}\n313/313 [=====] - 1s - loss: {v:.4f}\n"
    run = only_run(printed("", each))
    assert (values(run, "train/loss"), values(run, "val/loss")) == (list(LOSS), list(VAL_LOSS))


def test_an_unfinished_last_pass_of_a_bar_is_no_record() -> None:
    text = printed(
        "", "Epoch {e}/9\n10/10 [====] - 1s - loss: {l}\n", "Epoch 6/9\n 3/10 [=>..] - ETA: 9s - loss: 0.9\n"
    )
    assert values(only_run(text), "train/loss") == list(LOSS)


def test_each_place_of_a_bar_that_fills_only_once_is_a_record() -> None:
    places = "".join(
        f"Epoch 2: 10%| | {place}/40 [00:30<04:54, 2it/s, loss={loss}]\n" for place, loss in enumerate(LOSS, 4)
    )
    loss = only_run(places)["train/loss"]
    assert (loss.values.tolist(), loss.steps.tolist(), loss.unit) == (list(LOSS), [44, 45, 46, 47, 48], "step")


def test_how_much_of_a_bar_is_full_is_no_value_of_the_name_before_it() -> None:
    lines = "Epoch {e}/5 loss: {l}\n   Class  P  R  mAP@.5:.95: 100% 2/2 [00:02<00:00, 1.37s/it]\n"
    assert [*only_run(printed("", lines)).series] == ["train/loss"]


def test_an_evaluation_that_counts_its_own_epoch_behind_the_bar_begins_no_run() -> None:
    text = printed(
        "", "Epoch {e}/9\n 9/10 [===>.] - ETA: 2s - loss: 0.5Epoch 1/9\n10/10 [====] - 1s - loss: {l} - val_loss: {v}\n"
    )
    run = only_run(text)
    assert (values(run, "train/loss"), values(run, "val/loss")) == (list(LOSS), list(VAL_LOSS))


def test_an_unfinished_last_pass_that_is_no_number_is_the_end_of_the_run() -> None:
    run = only_run("Epoch 1/3\n98/98 [=====] - 3s - loss: 1.6\nEpoch 2/3\n40/98 [==>..] - ETA: 4s - loss: nan\n")
    assert np.array_equal(run["train/loss"].values, [1.6, math.nan], equal_nan=True)


def test_a_counter_that_begins_anew_is_a_new_run() -> None:
    once = printed("learning_rate = {}\n", "Cost after epoch {z}: {l}\n")
    runs = read_text(once.format(1) + "\n" + once.format(0.01)).runs
    assert [values(run, "train/loss") for run in runs] == [list(LOSS), list(LOSS)]
    assert [run.lines for run in runs] == [(1, 6), (7, 13)]


def test_runs_of_constant_accuracy_keep_all_their_records() -> None:
    runs = read_text("".join(f"epoch {e} loss {2 - e} acc 0.1\n" for e in (0, 1, 2)) * 2).runs
    assert [len(run["train/accuracy"]) for run in runs] == [3, 3]


def test_many_runs_of_two_records_each_are_runs() -> None:
    runs = read_text("".join(f"Epoch=0  loss={loss}\nEpoch=100  loss={loss / 2}\n" for loss in range(1, 6))).runs
    assert [values(run, "train/loss") for run in runs] == [[loss, loss / 2] for loss in range(1, 6)]


PLACES = (
    "[{e}/9][{b}/40]",
    "[{e}/9], [{b}/40],",
    "({e}/9)({b})",
    "({e}/9, {b}/40)",
    "[{e}][{b}/40]",
    "{e}/9 {b}/40",
    "Training: [{e}/9] [{b}/40]",
    "train: {e}/9 [{b}/40]",
)


@pytest.mark.parametrize("place", PLACES)
def test_places_without_words_are_the_epoch_and_its_batches(place: str) -> None:
    """As PyTorch's DCGAN and crnn.pytorch print them."""
    lines = [place.format(e=e, b=b) + f" Loss: {5 - e - b / 40}\n" for e in range(3) for b in (10, 20, 30, 40)]
    loss = only_run("".join(lines))["train/loss"]
    assert (len(loss), loss.unit, loss.steps[-1] - loss.steps[0]) == (12, "step", 110)


def test_an_accuracy_that_is_spelt_wrongly_is_one() -> None:
    run = only_run("[0/25][40/40] Loss: 9.1\nTest loss: 19.6, accuray: 0.25\n" * 2)
    assert values(run, "val/accuracy") == [0.25, 0.25]


def test_a_counter_that_falls_back_a_little_is_a_resumed_run() -> None:
    steps = [*range(100, 600, 100), *range(400, 900, 100)]
    reading = read_text("".join(f"step {step}: loss = {1000 / step:.3f}\n" for step in steps))
    loss = reading.runs[0]["train/loss"]
    assert loss.steps.tolist() == list(range(100, 900, 100))
    assert reading.notes[0].startswith("step 400 follows 500: read as one run that was resumed")


def test_a_step_printed_by_two_hosts_counts_once() -> None:
    text = "".join(f"INFO step {step}: loss = {1 / step:.4f}\n" * 2 for step in range(1, 9))
    assert len(only_run(text)["train/loss"]) == 8


def test_left_out_lines_are_noted_and_steps_stay_true() -> None:
    reading = read_text("Epoch 1 loss 0.9\nEpoch 2 loss 0.8\n...\nEpoch 99 loss 0.1\nEpoch 100 loss 0.1\n")
    assert reading.runs[0]["train/loss"].steps.tolist() == [1, 2, 99, 100]
    assert reading.notes == ("Lines are left out between epoch 2 and 99.",)


def test_a_loss_for_each_step_and_one_for_each_epoch_stay_apart() -> None:
    text = "".join(
        f"Epoch {e}\niter {e}0 loss {3 - e}\niter {e}5 loss {3 - e}\nEpoch {e} loss: {2.5 - e}\n" for e in (1, 2, 3)
    )
    run = only_run(text)
    assert sorted(len(series) for series in run.series.values()) == [3, 6]


def test_of_a_line_drawn_again_and_again_the_last_state_counts() -> None:
    text = "".join(f"Epoch {e} | Steps: 0 | Loss: 0.0\rEpoch {e} | Steps: 20 | Loss: {9 - e}.5\n" for e in (1, 2, 3))
    assert values(only_run(text), "train/loss") == [8.5, 7.5, 6.5]


def test_steps_that_go_on_in_one_line_are_all_read() -> None:
    stamps = " ".join(f"[2021/06/30 12:24:4{e}] epoch: [1], iter: {680 + e}, loss: {x}" for e, x in enumerate(LOSS))
    loss = only_run(f"ples: 5120, ips: 63.83558 {stamps}\n")["train/loss"]
    assert (loss.values.tolist(), loss.steps.tolist()) == (list(LOSS), [680, 681, 682, 683, 684])


def test_a_bar_beside_a_step_of_its_own_hides_no_record() -> None:
    steps = [(e, s, 4 * e + s - 4) for e in (1, 2, 3) for s in range(4)]
    text = "".join(
        f"Epoch {e}, Step {s}, Loss: {9 - n / 2}:  9%|▉    | {n + 1}/12 [00:02<00:09, 1.0it/s]\n" for e, s, n in steps
    )
    loss = only_run(text)["train/loss"]
    assert (loss.steps.tolist(), loss.values.tolist()) == (list(range(12)), [9 - n / 2 for n in range(12)])

"""Free text: the formats people print, and the traps in them."""

import math
import re
from contextlib import suppress

import numpy as np
import pytest

from analyzers.errors import AnalyzerError, UnreadableError
from analyzers.free_text import read_text
from analyzers.run import Run, Series
from tests.readers.printed import ACCURACY, FORMATS, LOSS, RATE, VAL_ACCURACY, VAL_LOSS, printed

EPOCHS = range(1, 6)
GRAPHS = list(zip(EPOCHS, LOSS, ACCURACY, strict=True))
WRITTEN = {"l": LOSS, "v": VAL_LOSS, "a": ACCURACY, "w": VAL_ACCURACY, "r": RATE}


def only_run(text: str) -> Run:
    (run,) = read_text(text).runs
    return run


def values(run: Run, key: str) -> list[float]:
    return run[key].values.tolist()


def holds(series: Series, written: tuple[float, ...]) -> bool:
    """Whether a series is what was written, up to printed digits, percent and a sign."""
    if len(series) != len(written):
        return False
    exact = np.allclose(np.abs(series.values), written, atol=6e-4, rtol=6e-4)
    return exact or np.allclose(series.values, 100 * np.asarray(written), atol=6e-2)


@pytest.mark.parametrize("name", FORMATS)
def test_every_printed_metric_is_read_whole(name: str) -> None:
    head, pattern, tail, _ = FORMATS[name]
    run = only_run(printed(head, pattern, tail))
    for letter, written in WRITTEN.items():
        if re.search(rf"\{{{letter}[:}}]|\{{{letter.upper()}[:}}]", pattern):
            assert any(holds(series, written) for series in run.series.values()), (letter, dict(run.series))


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name][3]])
def test_metrics_have_their_canonical_names(name: str) -> None:
    head, pattern, tail, keys = FORMATS[name]
    assert set(keys) <= set(only_run(printed(head, pattern, tail)).series)


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


def test_scores_of_splits_are_no_losses() -> None:
    text = "".join(f"Epoch: {e}, Loss: {loss}, Train: {acc}, Val: 0.5, Test: {acc}\n" for e, loss, acc in GRAPHS)
    run = only_run(text)
    assert values(run, "train/loss") == list(LOSS)
    assert not {"val/loss", "test/loss"} & run.series.keys()


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


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("nan", math.nan),
        ("-nan", math.nan),
        ("NaN", math.nan),
        ("-nan(ind)", math.nan),
        ("1.#QNAN", math.nan),
        ("-1.#IND", math.nan),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("Infinity", math.inf),
        ("1.#INF", math.inf),
        ("1.2e+03", 1200.0),
        ("1,204.5", 1204.5),
        (".5", 0.5),
        ("54059178029467303936.0000", 54059178029467303936.0),
        ("tensor(0.25, device='cuda:0', grad_fn=<NllLossBackward>)", 0.25),
        ("np.float32(0.25)", 0.25),
        ("<0.25>", 0.25),
        ("'0.25'", 0.25),
    ],
)
def test_numbers_are_read_as_they_are_spelt(written: str, value: float) -> None:
    np.testing.assert_equal(values(only_run(f"epoch 1: loss = {written}\n"), "train/loss"), [value])


def test_a_decimal_comma_is_one_where_the_log_writes_it_so() -> None:
    assert values(only_run(printed("", "Epoche {e}: Verlust: {l}\n").replace(".", ",")), "train/loss") == list(LOSS)


def test_colours_inside_a_number_do_not_matter() -> None:
    assert values(only_run("epoch 1 loss: \x1b[31m0.\x1b[1m25\x1b[0m\n"), "train/loss") == [0.25]


def test_the_best_value_so_far_is_not_the_loss() -> None:
    line = "Epoch {e} val_loss: {v:.4f} best_val_loss: 0.1\nEpoch {e}: val_loss improved from 9.0 to {v:.4f}, saving\n"
    run = only_run(printed("", line))
    assert list(run.series) == ["val/loss"]
    assert values(run, "val/loss") == list(VAL_LOSS)


def test_loss_scale_speed_and_time_are_no_metrics() -> None:
    line = "step {s} loss {l} loss_scale 65536.0 eta 0:01:02 time 0.25 speed 12.5 it/s mem 1024MB\n"
    assert list(only_run(printed("", line)).series) == ["train/loss"]


def test_a_running_average_in_parentheses_is_not_a_second_record() -> None:
    assert values(only_run(printed("", "Epoch: [{z}][9/10]\tLoss {l} (5.5)\n")), "train/loss") == list(LOSS)


def test_a_fraction_with_its_percentage_is_read_in_percent() -> None:
    assert values(only_run("Test set: Average loss: 2.9, Accuracy: 1000/10000 (10.00%)\n"), "val/accuracy") == [10.0]


def test_settings_and_code_around_a_log_are_ignored() -> None:
    code = (
        "import torch\nlr = 0.01\nepoch_loss = 0.  # of this epoch\ntotal_loss = 0\n"
        "model.fit(x, y, epochs=5, validation_split=0.2)\n"
        'print("Cost after epoch %i: %.3f" % (epoch, cost))\nprint(f"loss: {loss:.4f}")\n'
    )
    reading = read_text(code + printed("", "Epoch {e}, loss: {l}\n") + code)
    assert list(reading.runs[0].series) == ["train/loss"]
    assert (reading.lines, reading.used, reading.ignored) == (19, 5, 14)


@pytest.mark.parametrize(
    "prose",
    [
        "",
        "\n\n",
        "I have 3 layers and 2 GPUs. Why does my loss not fall after 10 epochs?\n",
        "def step(self):\n    return self.loss * 0.5\n",
        "My loss is nan after 3 epochs, and my accuracy is 50%.\n",
        "The loss becomes NaN after a few hundred iterations. I use lr=0.1 and batch size 4.\n",
        "1.2.3.4 - - [06/May/2024:10:00:12] GET /index.html 200 512\n",
    ],
)
def test_text_without_a_record_is_refused_with_a_hint(prose: str) -> None:
    with pytest.raises(UnreadableError, match="No line of this text records a metric of training"):
        read_text(prose)


def test_a_line_of_a_log_may_be_the_title_of_a_question() -> None:
    run = only_run("# Time: 0.2490 Epoch: 001 Iter: 200/ 526 LR: 0.0002 Loss content: 2.5\n\nWhat does this mean?\n")
    assert values(run, "train/loss_content") == [2.5]


def test_one_record_is_enough() -> None:
    run = only_run("Why is this?\n512/512 [====] - 127s 247ms/step - loss: nan - acc: nan - val_loss: nan\n")
    assert math.isnan(run["train/loss"].values[0])
    assert {"train/loss", "train/accuracy", "val/loss"} == set(run.series)


def test_a_record_broken_over_two_lines_is_whole_again() -> None:
    text = printed("", "Speed 12.5 samples/sec   Loss {l}   Epoch: {z}   Global Step: {s}\n")
    assert values(only_run(text.replace("   Epoch: 2", "\nEpoch: 2")), "train/loss") == list(LOSS)


def test_a_log_whose_line_ends_were_all_lost_is_read_whole() -> None:
    text = "".join(f"epoch  {e}/300  loss: {3 / e:.5f}  mae: {2 / e:.5f}" for e in range(1, 301))
    run = only_run(f"# linear regression, lr = 0.1{text}")
    assert len(run["train/loss"]) == len(run["train/mae"]) == 300


@pytest.mark.parametrize("end", [" ", "; ", " | ", "<br>", "<br/>\n", "\\n", "', '", "\r\n"])
def test_line_ends_that_became_something_else_are_line_ends(end: str) -> None:
    records = (
        f"Epoch {e}/5: train loss {loss}, val loss {val}" for e, loss, val in zip(EPOCHS, LOSS, VAL_LOSS, strict=True)
    )
    run = only_run(end.join(records))
    assert (values(run, "train/loss"), values(run, "val/loss")) == (list(LOSS), list(VAL_LOSS))
    assert run["train/loss"].steps.tolist() == [1, 2, 3, 4, 5]


def test_dicts_in_one_line_are_records() -> None:
    run = only_run("log: " + "".join(f"{{'epoch': {e}, 'loss': {loss}}}" for e, loss in zip(EPOCHS, LOSS, strict=True)))
    assert (run["train/loss"].steps.tolist(), values(run, "train/loss")) == ([1, 2, 3, 4, 5], list(LOSS))


def test_a_printed_history_is_a_record_an_entry() -> None:
    run = only_run("print(history.history)\n{'loss': [0.9, 0.7, 0.6], 'val_loss': [1.0, 0.9, 0.95]}\n")
    assert (values(run, "train/loss"), values(run, "val/loss")) == ([0.9, 0.7, 0.6], [1.0, 0.9, 0.95])


def test_numbers_without_a_name_are_taken_for_the_loss() -> None:
    loss = only_run("".join(f"{step} {100 / step}\n" for step in (99, 199, 299, 399, 499)))["train/loss"]
    assert loss.steps.tolist() == [99, 199, 299, 399, 499]


def test_columns_of_numbers_are_what_their_headings_say() -> None:
    column = "\n".join(map(str, LOSS))
    run = only_run(f"Hello,\nthe loss for each epoch:\n\n{column}\n\nand the validation accuracy:\n{column}\nWhy?\n")
    assert (values(run, "train/loss"), values(run, "val/accuracy")) == ([*LOSS], [*LOSS])


def test_a_number_behind_a_count_is_what_the_heading_says() -> None:
    rows = "".join(f"Época {z:2d}: {loss:+.4f}{'  (base)' if z == 0 else ''}\n" for z, loss in enumerate(LOSS))
    run = only_run(f"- Valor final: -0.84\n### Validation loss (por época)\n```\n{rows}```\nFin.\n")
    assert values(run, "val/loss") == [*LOSS]


def test_a_number_behind_a_count_that_words_follow_is_no_loss() -> None:
    with pytest.raises(UnreadableError):
        read_text("".join(f"Step {z}: {loss} cups\n" for z, loss in enumerate(LOSS)))


def test_rows_without_a_header_begin_with_their_counts() -> None:
    rows = "".join(f"{z // 2}   {500 + 100 * z}   {loss}   0.4{z}   0.001\n" for z, loss in enumerate(LOSS))
    run = only_run(f"What is wrong here?\n{rows}")
    assert (values(run, "train/loss"), run["train/loss"].steps.tolist()) == ([*LOSS], [500, 600, 700, 800, 900])


def test_rows_of_several_values_under_a_heading_are_no_row_of_one() -> None:
    rows = "".join(f"{e} {loss} {acc}\n" for e, loss, acc in zip(range(1, 6), LOSS, ACCURACY, strict=True))
    run = only_run(f"here is the loss of my run:\n{rows}")
    assert values(run, "train/loss") == list(LOSS)
    assert run["train/loss"].steps.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("row", ["{name} {values}", "| {name} | {values} |", "{name}:\n- {values}"])
def test_each_metric_may_have_a_row_or_a_list(row: str) -> None:
    joint = "\n- " if "\n" in row else " | " if "|" in row else "  "
    told = {"train_loss": LOSS, "val_loss": VAL_LOSS}
    text = "\n".join(row.format(name=name, values=joint.join(map(str, found))) for name, found in told.items())
    run = only_run(f"What does this say?\n\n{text}\n")
    assert (values(run, "train/loss"), values(run, "val/loss")) == (list(LOSS), list(VAL_LOSS))


def test_values_in_a_row_are_what_the_words_before_them_say() -> None:
    run = only_run(f"My losses look like this: {', '.join(map(str, LOSS))} and then they stay.\n")
    assert values(run, "train/loss") == [*LOSS]


def test_a_row_of_values_that_no_metric_stands_before_is_no_curve() -> None:
    with pytest.raises(UnreadableError):
        read_text("It took 3.5, 4.5, 5.5 and then 6.5, 7.5, 8.5, 9.5 hours to train.\n")


def test_names_that_come_again_are_curves_where_nothing_is_called_a_metric() -> None:
    run = only_run("The losses while I train:\n" + "".join(f"{{u'tagger': {loss}}}\n" for loss in LOSS))
    assert values(run, "train/tagger") == [*LOSS]


def test_names_that_come_again_in_a_text_of_something_else_are_no_curves() -> None:
    with pytest.raises(UnreadableError):
        read_text("Outside it was cold:\n" + "".join(f"{{'celsius': {loss}}}\n" for loss in LOSS))


def test_values_told_with_their_steps_are_a_curve() -> None:
    reading = read_text(
        "After 150 steps the loss is about 0.3, but when it goes to 200 steps the loss rises to 1448.\n"
    )
    loss = reading.runs[0]["train/loss"]
    assert (loss.steps.tolist(), loss.values.tolist()) == ([150, 200], [0.3, 1448.0])
    assert reading.notes[0].startswith("No log line was found")


def test_a_loss_for_each_step_and_one_for_each_epoch_stay_apart() -> None:
    text = "".join(
        f"Epoch {e}\niter {e}0 loss {3 - e}\niter {e}5 loss {3 - e}\nEpoch {e} loss: {2.5 - e}\n" for e in (1, 2, 3)
    )
    run = only_run(text)
    assert sorted(len(series) for series in run.series.values()) == [3, 6]


def test_a_long_log_reads_as_a_short_one() -> None:
    line = "2024-05-06 10:00:12,123 | step {0}/40000 | loss: {1:.4f} | val loss: {2:.3e} | 12.5 ms\n"
    lines = [line.format(step, 5 / (step + 9), 7 / step) for step in range(1, 30_000)]
    odd = ["saved checkpoint to /data/7.pt\n", "Epoch 3\n", "\n"]
    text = "".join(lines[:20_000] + odd + lines[20_000:])
    fast, slow = only_run(text), only_run(text[:900_000])
    count = len(slow["train/loss"])
    assert len(text) > 1_000_000
    assert len(fast["train/loss"]) == 29_999
    for key in ("train/loss", "val/loss"):
        np.testing.assert_array_equal(fast[key].values[: count - 1], slow[key].values[:-1])
        np.testing.assert_array_equal(fast[key].positions[: count - 1], slow[key].positions[:-1])
    assert fast["train/loss"].positions[-1] == 29_999 + 3


@pytest.mark.parametrize(
    "line",
    [
        "a" * 300_000,
        "1 " * 150_000,
        "loss: " * 50_000,
        "[" * 300_000,
        "((" * 100_000 + "loss",
        "1," * 150_000,
        "=-" * 150_000,
    ],
    ids=lambda line: line[:6],
)
@pytest.mark.timeout(10)
def test_hostile_lines_cost_linear_time(line: str) -> None:
    with suppress(AnalyzerError):
        read_text(f"epoch 1 loss 0.5\n{line}\n{line} {line}\n")


def test_a_row_without_a_header_that_breaks_off_holds_its_first_values() -> None:
    whole = "".join(
        f"   {e}/299  9.8G  {loss}  0.0136  0.0032  0.0431  34  640  0.70  0.94  0.92  0.63  0.027  0.016  0.0035\n"
        for e, loss in enumerate(LOSS, 151)
    )
    run = only_run(whole[: whole.rindex("  0.94")])
    assert values(run, "train/box") == list(LOSS)
    assert len(run["val/box"]) == len(LOSS) - 1


def test_an_empty_cell_is_no_value() -> None:
    head = "|  Epoch  |  Training Loss  |  Validation Loss  |\n|=========================|\n"
    run = only_run(f"{head}| 1 | 2.5 | 2.6 |\n| 2 | 1.5 |  |\n| 3 | 0.5 | 0.9 |\n")
    assert values(run, "train/loss") == [2.5, 1.5, 0.5]
    assert values(run, "val/loss") == [2.6, 0.9]
    assert run["val/loss"].steps.tolist() == [1, 3]


def test_a_gap_under_a_ruler_is_no_value() -> None:
    rows = ("1         2.5                  ", "2         1.5            1.9   ", "3         0.5                  ")
    head = ("Epoch    TrainingLoss    ValidationLoss", "_____    ____________    ______________")
    run = only_run("\n".join((*head, *rows)))
    assert values(run, "train/loss") == [2.5, 1.5, 0.5]
    assert values(run, "val/loss") == [1.9]


def test_counts_out_of_a_total_are_hits_where_there_is_nothing_else() -> None:
    run = only_run("Epoch 0: 9095 / 10000\nEpoch 1: 9213 / 10000\nEpoch 2: 9408 / 10000\n")
    assert values(run, "val/accuracy") == [0.9095, 0.9213, 0.9408]


def test_of_a_line_drawn_again_and_again_the_last_state_counts() -> None:
    text = "".join(f"Epoch {e} | Steps: 0 | Loss: 0.0\rEpoch {e} | Steps: 20 | Loss: {9 - e}.5\n" for e in (1, 2, 3))
    assert values(only_run(text), "train/loss") == [8.5, 7.5, 6.5]


def test_steps_that_go_on_in_one_line_are_all_read() -> None:
    stamps = " ".join(f"[2021/06/30 12:24:4{e}] epoch: [1], iter: {680 + e}, loss: {x}" for e, x in enumerate(LOSS))
    loss = only_run(f"ples: 5120, ips: 63.83558 {stamps}\n")["train/loss"]
    assert (loss.values.tolist(), loss.steps.tolist()) == (list(LOSS), [680, 681, 682, 683, 684])


def test_an_excerpt_may_begin_below_the_epoch_of_its_first_record() -> None:
    text = " - 0s - loss: 0.25 - val_loss: 0.5\n" + "".join(
        f"    Epoch {e}/90\n     - 0s - loss: {1 / e} - val_loss: {2 / e}\n" for e in (14, 15, 16, 1, 2, 3)
    )
    first, second = read_text(text).runs
    assert (first["train/loss"].steps.tolist(), first["train/loss"].unit) == ([13, 14, 15, 16], "epoch")
    assert second["train/loss"].steps.tolist() == [1, 2, 3]


def test_an_excerpt_may_begin_behind_the_epoch_that_stands_in_its_line() -> None:
    text = "I got this:\n" + " ".join(f"Epoch {e}/5 - 67s - loss: {loss} - acc: 0.5" for e, loss in enumerate(LOSS, 1))
    run = only_run(text.replace("Epoch 1/5 ", ""))
    assert (run["train/loss"].steps.tolist(), values(run, "train/loss")) == ([1, 2, 3, 4, 5], list(LOSS))


def test_a_bar_beside_a_step_of_its_own_hides_no_record() -> None:
    steps = [(e, s, 4 * e + s - 4) for e in (1, 2, 3) for s in range(4)]
    text = "".join(
        f"Epoch {e}, Step {s}, Loss: {9 - n / 2}:  9%|▉    | {n + 1}/12 [00:02<00:09, 1.0it/s]\n" for e, s, n in steps
    )
    loss = only_run(text)["train/loss"]
    assert (loss.steps.tolist(), loss.values.tolist()) == (list(range(12)), [9 - n / 2 for n in range(12)])


def test_an_excerpt_may_begin_below_the_step_of_its_first_record() -> None:
    text = "".join(
        f"Step {s} per-step time 0.5s\n{{'loss': {loss}}}\n" for s, loss in zip(range(100, 600, 100), LOSS, strict=True)
    )
    run = only_run(text.partition("\n")[2])
    assert (run["train/loss"].steps.tolist(), values(run, "train/loss")) == ([100, 200, 300, 400, 500], list(LOSS))


def test_an_excerpt_may_begin_in_the_middle_of_a_line() -> None:
    text = printed("", "Epoch {e}/5\n7/7 [=====] - 3s 40{e}ms/step - loss: {l:.4f} - val_loss: {v:.4f}\n")
    run = only_run(text[text.index("- 3s") :])
    assert (values(run, "train/loss"), values(run, "val/loss")) == (list(LOSS), list(VAL_LOSS))


def test_many_time_stamps_in_one_line_are_many_lines() -> None:
    record = "[2021/06/30 12:24:4{e}] root INFO: epoch: [1/500], iter: {s}, lr: 0.001000, loss: {l}, ips: 46.57236 "
    assert values(only_run(printed("", record)), "train/loss") == list(LOSS)


def test_letters_that_a_scanner_took_for_digits_are_digits() -> None:
    text = "Epoch 1 loss: O.95\nEpoch 2 loss: 0.6O\nEpoch 3 loss: 0.3l\n"
    assert values(only_run(text), "train/loss") == [0.95, 0.60, 0.31]


def test_a_line_of_many_records_is_read_to_its_end() -> None:
    records = "".join(f"Episode {e}\tFrame {e * 23} \tAverage Score: {20 + e / 100:.2f}" for e in range(1, 301))
    scores = values(only_run(records + "\n"), "train/reward")
    assert (len(scores), scores[0], scores[-1]) == (300, 20.01, 23.0)

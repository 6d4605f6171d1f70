"""Free text whose numbers have no name beside them."""

import pytest

from analyzers.errors import UnreadableError
from analyzers.free_text import read_text
from tests.readers.printed import ACCURACY, LOSS, VAL_LOSS
from tests.readers.runs import only_run, values


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


def test_counts_out_of_a_total_are_hits_where_there_is_nothing_else() -> None:
    run = only_run("Epoch 0: 9095 / 10000\nEpoch 1: 9213 / 10000\nEpoch 2: 9408 / 10000\n")
    assert values(run, "val/accuracy") == [0.9095, 0.9213, 0.9408]


def test_of_two_columns_under_one_heading_the_first_is_read() -> None:
    rows = "".join(f"{e}\t{train}\t{val}\n" for e, train, val in zip(range(1, 6), LOSS, VAL_LOSS, strict=True))
    assert values(only_run(f"My train and val losses:\n{rows}"), "train/loss") == list(LOSS)

"""Free text that broke: excerpts, lost line ends, several records in a line."""

import pytest

from analyzers.free_text import read_text
from tests.readers.printed import LOSS, VAL_LOSS, printed
from tests.readers.runs import only_run, values

EPOCHS = range(1, 6)


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


def test_a_row_without_a_header_that_breaks_off_holds_its_first_values() -> None:
    whole = "".join(
        f"   {e}/299  9.8G  {loss}  0.0136  0.0032  0.0431  34  640  0.70  0.94  0.92  0.63  0.027  0.016  0.0035\n"
        for e, loss in enumerate(LOSS, 151)
    )
    run = only_run(whole[: whole.rindex("  0.94")])
    assert values(run, "train/box") == list(LOSS)
    assert len(run["val/box"]) == len(LOSS) - 1


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


def test_a_line_of_many_records_is_read_to_its_end() -> None:
    records = "".join(f"Episode {e}\tFrame {e * 23} \tAverage Score: {20 + e / 100:.2f}" for e in range(1, 301))
    scores = values(only_run(records + "\n"), "train/reward")
    assert (len(scores), scores[0], scores[-1]) == (300, 20.01, 23.0)


@pytest.mark.parametrize("gap", [" || ", "    ", "; "])
def test_two_short_records_in_one_line_are_two(gap: str) -> None:
    text = "".join(f"Epoch {e} loss {9 - e}.5{gap}Epoch {e + 1} loss {8 - e}.5\n" for e in range(1, 8, 2))
    loss = only_run(text)["train/loss"]
    assert (loss.steps.tolist(), loss.values.tolist()) == (list(range(1, 9)), [9.5 - e for e in range(1, 9)])

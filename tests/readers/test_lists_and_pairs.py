"""Several numbers that belong together: terms of a loss in one cell, an epoch and its batch in one place."""

import numpy as np
import pytest

from analyzers.free_text import read_text
from analyzers.run import Run


def only_run(text: str) -> Run:
    (run,) = read_text(text).runs
    return run


def values(run: Run, key: str) -> list[float]:
    return run[key].values.tolist()


def test_terms_of_a_loss_are_summed() -> None:
    run = only_run("Step   Train loss    Test loss\n0   [0.5, 0.25]   [0.5, 0.5]\n100   [0.25, 0.125]   [0.25, 0.25]\n")
    assert values(run, "train/loss") == [0.75, 0.375]
    assert values(run, "val/loss") == [1.0, 0.5]


def test_of_other_lists_the_first_value_counts() -> None:
    run = only_run("Epoch  Loss  Recall\n1   0.5   [0.25 0.5]\n2   0.25   [0.5 0.75]\n")
    assert values(run, "train/recall") == [0.25, 0.5]


def test_a_history_of_arrays_is_one_of_their_sums() -> None:
    arrays = "array([0.5, 0.25], dtype=float32), array([0.25,\n  0.125]), array([0.125, 0.0625])"
    run = only_run(f"losses = {{'steps': [0, 1, 2],\n 'loss_train': [{arrays}],\n 'loss_test': []}}\n")
    assert values(run, "train/loss") == [0.75, 0.375, 0.1875]


@pytest.mark.parametrize("wrapped", ["np.float64({})", "tensor({}, device='cuda:0')", "Array({}, dtype=float32)"])
def test_numbers_of_a_list_may_say_of_what_kind_they_are(wrapped: str) -> None:
    run = only_run(f"{{'loss': [{', '.join(map(wrapped.format, (0.5, 0.25, 'nan')))}]}}\n")
    np.testing.assert_equal(values(run, "train/loss"), [0.5, 0.25, np.nan])


def test_empty_lists_are_no_values() -> None:
    run = only_run("Step   Train loss    Test metric\n0   [0.5]   []\n100   [0.25]   []\n200   [0.125]   []\n")
    assert [*run.series] == ["train/loss"]


def test_what_grows_behind_a_slash_is_the_batch() -> None:
    lines = [f"Batch {e}/{b} loss {9 - e}.{9 - b // 100}\n" for e in (0, 1, 2) for b in (0, 100, 200)]
    run = only_run("".join(lines))
    assert len(run["train/loss"]) == 9
    assert "steps_per_epoch" not in run.context


@pytest.mark.parametrize("places", [("0/20", "10/20", "19/20"), ("5/9", "5/9", "5/9")])
def test_what_stays_behind_a_slash_is_a_total(places: tuple[str, ...]) -> None:
    run = only_run("".join(f"Epoch {e}\n" + "".join(f"Batch {p} loss {e}.5\n" for p in places) for e in (1, 2, 3)))
    assert run.context["steps_per_epoch"].value == int(places[0].split("/")[1])


def test_what_is_no_number_makes_no_list_of_losses() -> None:
    run = only_run("epoch,loss,val_loss\n0,0.9,[1.0,.]\n1,0.5,[0.5, 0.25]\n2,0.25,[1.0,.]\n")
    assert values(run, "train/loss") == [0.9, 0.5, 0.25]


def test_a_list_whose_first_number_stands_alone_in_its_line_is_no_pair() -> None:
    run = only_run("epoch 1 loss 2.0\n[5,\nepoch 2 loss 1.0\n[4,\nepoch 3 loss 0.5\n")
    assert values(run, "train/loss") == [2.0, 1.0, 0.5]


NAMED_FIRST = (
    "epoch, loss, acc: {e} {l} {a}",
    "epoch {e} - loss, acc: {l}, {a}",
    "round, loss, acc ===> {e:03}, {l}, {a},",
)


@pytest.mark.parametrize("line", NAMED_FIRST)
def test_a_list_of_names_before_as_many_numbers_names_them(line: str) -> None:
    losses, right = [0.9, 0.7, 0.6], [0.5, 0.6, 0.8]
    rows = [line.format(e=e, l=loss, a=a) for e, (loss, a) in enumerate(zip(losses, right, strict=True), 1)]
    run = only_run("\n".join(rows) + "\n")
    assert (values(run, "train/loss"), values(run, "train/accuracy")) == (losses, right)

"""Free text: the formats people print, and the traps in them."""

import math
import re
from contextlib import suppress

import numpy as np
import pytest

from analyzers.errors import AnalyzerError, UnreadableError
from analyzers.free_text import read_text
from analyzers.run import Series
from tests.readers.printed import ACCURACY, FORMATS, LOSS, RATE, VAL_ACCURACY, VAL_LOSS, printed
from tests.readers.runs import only_run, values

EPOCHS = range(1, 6)
GRAPHS = list(zip(EPOCHS, LOSS, ACCURACY, strict=True))
WRITTEN = {"l": LOSS, "v": VAL_LOSS, "a": ACCURACY, "w": VAL_ACCURACY, "r": RATE}


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


def test_scores_of_splits_are_no_losses() -> None:
    text = "".join(f"Epoch: {e}, Loss: {loss}, Train: {acc}, Val: 0.5, Test: {acc}\n" for e, loss, acc in GRAPHS)
    run = only_run(text)
    assert values(run, "train/loss") == list(LOSS)
    assert not {"val/loss", "test/loss"} & run.series.keys()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("nan", math.nan),
        ("-nan", math.nan),
        ("NaN", math.nan),
        ("-nan(ind)", math.nan),
        ("1.#QNAN", math.nan),
        ("-1.#IND", math.nan),
        ("nanxxx", math.nan),
        ("-infxx", -math.inf),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("Infinity", math.inf),
        ("1.#INF", math.inf),
        ("1.2e+03", 1200.0),
        ("1,204.5", 1204.5),
        ("1'204.5", 1204.5),
        ("−1.5", -1.5),
        ("1.5e–01", 0.15),
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


@pytest.mark.parametrize("name", ["mAP@0.50:0.95", "mAP@.5:.95", "mAP@[0.50:0.95]"])
def test_the_thresholds_of_a_precision_are_no_value(name: str) -> None:
    run = only_run("".join(f"epoch {e}, loss: {loss}, {name}: 0.0{e}\n" for e, loss in enumerate(LOSS, 1)))
    (precision,) = (key for key in run.series if "map" in key)
    assert values(run, precision) == [0.01, 0.02, 0.03, 0.04, 0.05]


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


def test_a_printed_history_is_a_record_an_entry() -> None:
    run = only_run("print(history.history)\n{'loss': [0.9, 0.7, 0.6], 'val_loss': [1.0, 0.9, 0.95]}\n")
    assert (values(run, "train/loss"), values(run, "val/loss")) == ([0.9, 0.7, 0.6], [1.0, 0.9, 0.95])


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


def test_letters_that_a_scanner_took_for_digits_are_digits() -> None:
    text = "Epoch 1 loss: O.95\nEpoch 2 loss: 0.6O\nEpoch 3 loss: 0.3l\n"
    assert values(only_run(text), "train/loss") == [0.95, 0.60, 0.31]

"""Which run of a text gets which fact."""

import time
from pathlib import Path

import numpy as np
import pytest

import analyzers
from analyzers.run import Run, Series
from analyzers.source import context_for, context_of
from analyzers.source.facts.facts import facts

SEEDS = Path(__file__).parents[2].parent / "shared" / "corpus" / "seeds"

KERAS = """\
import numpy as np
from tensorflow import keras
model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(6, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
x = np.zeros((1080, 4))
model.fit(x, y, epochs=30, validation_split=0.1)
"""
LOG = "".join(f"epoch {epoch} loss {1 / epoch:.3f}\n" for epoch in range(1, 6))


def contexts(text: str, *logs: str) -> list[dict[str, object]]:
    """The context of one run for each log, which stand in the text in this order."""
    runs, at = [], 0
    for log in logs:
        at = text.index(log, at)
        first = text.count("\n", 0, at) + 1
        runs.append(Run({}, lines=(first, first + log.count("\n") - 1)))
        at += len(log)
    return [{key: found.value for key, found in run.context.items()} for run in context_for(runs, text)]


def test_keras_code_above_a_log() -> None:
    (context,) = contexts(KERAS + "\nThe output:\n" + LOG, LOG)
    assert context == {
        "framework": "keras",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "loss": "categorical_crossentropy",
        "task": "classification",
        "classes": 6,
        "output_activation": "softmax",
        "examples": 972,
        "batch_size": 32,
        "steps_per_epoch": 31,
        "epochs": 30,
    }


def test_each_value_says_where_it_was_learnt() -> None:
    found = context_of(KERAS)
    assert found["learning_rate"].source == "Keras default for adam"
    assert found["optimizer"].source == "code, line 4"
    assert found["steps_per_epoch"].source == "code, line 6: 972 examples in batches of 32"


def test_a_heading_belongs_to_the_run_below_it() -> None:
    other = LOG.replace("loss", "loss:")
    first, second = contexts(f"lr = 1\n{LOG}\nlr = 0.01\n{other}", LOG, other)
    assert (first["learning_rate"], second["learning_rate"]) == (1.0, 0.01)


def test_code_below_the_log_is_used_where_there_is_no_other() -> None:
    (context,) = contexts(f"My output:\n{LOG}\nand the code:\n{KERAS}", LOG)
    assert context["optimizer"] == "adam"


def test_code_of_an_answer_is_not_that_of_the_question() -> None:
    answer = KERAS.replace('optimizer="adam"', "optimizer=keras.optimizers.SGD(learning_rate=0.5)")
    (context,) = contexts(f"{KERAS}\ngives\n{LOG}\nTry this:\n{answer}", LOG)
    assert (context["optimizer"], context["learning_rate"]) == ("adam", 0.001)


def test_a_rate_that_changes_inside_the_log_is_a_curve() -> None:
    log = "epoch 1 lr: 0.1 loss 3\nepoch 2 lr: 0.05 loss 2\nepoch 3 lr: 0.025 loss 1\n"
    (context,) = contexts(log, log)
    assert "learning_rate" not in context


@pytest.mark.parametrize(("last", "known"), [(0.01, 0.01), (0.001, None)])
def test_a_rate_that_only_the_records_tell_is_a_setting_where_it_stays(last: float, known: float | None) -> None:
    series = {"train/loss": Series.of([3.0, 2.0, 1.0]), "lr": Series.of([0.01, 0.01, last])}
    (run,) = context_for([Run(series, lines=(1, 3))], "1: 3.0, 0.01 rate\n2: 2.0, 0.01 rate\n3: 1.0, 0.01 rate\n")
    assert run.known("learning_rate") == known


def test_a_rate_above_the_records_is_the_one_they_start_from() -> None:
    rates = [3e-4, 2e-4, 1e-4]
    records = "".join(f"{{'loss': {rate * 1e4:.1f}, 'learning_rate': {rate:.6f}}}\n" for rate in rates)
    series = {"train/loss": Series.of([3.0, 2.0, 1.0], positions=np.array([4, 5, 6]))}
    series["lr"] = Series.of(rates, positions=np.array([4, 5, 6]))
    text = f"learning_rate: 5e-4\nnum_train_epochs: 3\nthe log:\n{records}"
    (run,) = context_for([Run(series, lines=(1, 6))], text)
    assert (run.known("learning_rate"), run.known("epochs")) == (5e-4, 3)


def test_what_the_run_knows_already_is_kept() -> None:
    known = Run({}, context=context_of("lr: 0.5"), lines=(2, 3))
    (run,) = context_for((known,), "lr: 0.1\nloss 1\nloss 2\n")
    assert run.known("learning_rate") == 0.5


def test_a_default_rate_goes_with_its_optimizer_only() -> None:
    text = "import torch\noptimizer = torch.optim.SGD(net.parameters(), lr=rate)\n\nThe log:\n" + LOG
    (context,) = contexts(text, LOG)
    assert context["optimizer"] == "sgd"
    assert "learning_rate" not in context


def test_an_answer_takes_over_what_it_does_not_change() -> None:
    answer = "opt = keras.optimizers.SGD(learning_rate=0.5)\n" + LOG.replace("loss", "loss:")
    text = f"{KERAS}\n{LOG}\nBetter:\n{answer}"
    half = text[: text.index("Better")].count("\n")
    runs = context_for((Run({}, lines=(1, half)), Run({}, lines=(half + 1, text.count("\n")))), text)
    assert [run.known("optimizer") for run in runs] == ["adam", "sgd"]
    assert [run.known("learning_rate") for run in runs] == [0.001, 0.5]
    assert [run.known("classes") for run in runs] == [6, 6]


def test_a_text_without_facts_changes_nothing() -> None:
    run = Run({}, lines=(1, 5))
    assert context_for((run,), LOG) == (run,)


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared corpus is not here")
def test_the_two_rates_of_a_posted_question() -> None:
    (page,) = SEEDS.glob("000_*")
    first, second = context_for((Run({}, lines=(16, 33)), Run({}, lines=(36, 53))), page.read_text())
    for run, rate in ((first, 1.0), (second, 0.01)):
        assert (run.known("learning_rate"), run.known("optimizer"), run.known("classes")) == (rate, "adam", 6)
        assert (run.known("batch_size"), run.known("examples"), run.known("steps_per_epoch")) == (32, 1080, 34)


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared corpus is not here")
def test_question_and_answer_have_their_own_rates() -> None:
    (page,) = SEEDS.glob("002_*")
    question, answer = context_for((Run({}, lines=(23, 62)), Run({}, lines=(92, 116))), page.read_text())
    assert (question.known("optimizer"), question.known("learning_rate")) == ("sgd", 0.01)
    assert question.context["learning_rate"].source == "Keras default for sgd"
    assert (answer.known("optimizer"), answer.known("learning_rate")) == ("sgd", 0.0001)
    assert (question.known("loss"), question.known("steps_per_epoch")) == ("mse", 1)


def test_a_short_log_without_code_costs_little() -> None:
    log = "\n".join(
        f"Epoch {e}/50\n34/34 [====] - 0s 3ms/step - loss: {1 / e:.4f} - val_loss: 0.3" for e in range(1, 26)
    )
    begin = time.process_time()
    for _ in range(20):
        facts(log)
    assert (time.process_time() - begin) / 20 < 0.002


def test_a_rate_in_prose_does_not_hide_the_one_stated_inside_a_run() -> None:
    text = "It is worse when the learning rate is about 0.001.\n\nlearning_rate = 1\n" + LOG
    run = Run({}, lines=(1, len(text.splitlines())))
    (told,) = context_for((run,), text)
    assert told.known("learning_rate") == 1


@pytest.mark.parametrize(
    "words",
    [
        "I use optim.SGD(model.parameters(), lr=0.01, momentum=0.9) and batches of 16",
        "Trained with SGD, a learning rate of 0.01.",
        "SGD(0.01) was my optimizer",
        "优化器用SGD，学习率设为0.01",
        "mit Lernrate 0,01 und SGD",
        "--lr 0.01 --optimizer sgd",
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_words_around_a_log_tell_its_settings(words: str, above: bool) -> None:
    (context,) = contexts(f"{words}\n\n{LOG}" if above else f"{LOG}\n{words}\n", LOG)
    assert (context["optimizer"], context["learning_rate"]) == ("sgd", 0.01)


def test_advice_below_a_log_is_no_setting_of_it() -> None:
    (context,) = contexts(LOG + "\nYou should try Adam with a learning rate of 0.001 instead.\n", LOG)
    assert context == {}


def test_words_below_a_log_give_way_to_settings_above_it() -> None:
    (context,) = contexts("lr = 0.1\n\n" + LOG + "\nIn the end Adam with lr 0.001 worked.\n", LOG)
    assert context == {"learning_rate": 0.1}


def test_words_between_two_logs_are_of_the_one_below_them() -> None:
    first, second = contexts(LOG + "\nlr = 0.1\n" + LOG.replace("loss", "loss:"), LOG, LOG.replace("loss", "loss:"))
    assert second["learning_rate"] == 0.1
    assert "learning_rate" not in first


def test_bars_of_old_keras_count_examples_and_not_steps() -> None:
    text = """model.fit(x, y, batch_size=32, epochs=2)
Train on 8000 samples, validate on 2000 samples
Epoch 1/2
8000/8000 [==============================] - 1s 95us/step - loss: 0.6931
Epoch 2/2
8000/8000 [==============================] - 0s 51us/step - loss: 0.6417
"""
    (run,) = analyzers.read(text.encode()).runs
    assert (run.known("examples"), run.known("steps_per_epoch")) == (8000, 250)

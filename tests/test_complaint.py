"""What an asker complains of is told where the curve agrees, and not where it shows something else."""

import numpy as np
import pytest

from analyzers import diagnose
from analyzers.diagnosis import Diagnosis

RNG = np.random.default_rng(3)


def post(words: str, losses: np.ndarray, accuracies: np.ndarray | None = None) -> Diagnosis:
    """A question with its log, each printed line behind a time stamp."""
    lines = [f"2024-05-01 10:{place:02}:07 INFO step: {place} loss: {loss:.5f}" for place, loss in enumerate(losses)]
    if accuracies is not None:
        lines = [f"{line} acc: {share:.4f}" for line, share in zip(lines, accuracies, strict=True)]
    return diagnose("\n".join([words, "", *lines]).encode(), "question.md")


def noisy(level: float, records: int = 20, noise: float = 0.06) -> np.ndarray:
    return level + noise * np.abs(RNG.standard_normal(records))


FALLING = 2 * np.exp(-np.arange(40) / 9) + 0.2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("# The loss does not decrease and stays around 0.7", "stuck_at_chance"),
        ("Why does my model only predict the same class?", "majority_class"),
        ("训练损失不下降", "stuck_at_chance"),
    ],
)
def test_what_twenty_noisy_records_cannot_show_is_told_where_the_asker_saw_it(words: str, code: str) -> None:
    losses = noisy(0.71)
    assert post("Here is my log.", losses).verdict == "healthy"
    told = post(words, losses)
    assert told.primary == (0, code)
    assert told.verdict == "warning"
    assert told.runs[0].findings[0].confidence <= 0.7
    assert told.runs[0].suggestions


def test_a_loss_of_nothing_but_zeros_is_told_where_it_was_noticed() -> None:
    assert post("Why is the loss = 0?", np.zeros(2)).primary == (0, "implausible_loss")
    assert post("Why is the loss = 0.5?", np.zeros(2)).primary is None


@pytest.mark.parametrize("words", ["Why does the loss increase?", "The loss jumps up and down", "The loss explodes"])
def test_a_loss_below_zero_that_falls_on_speaks_against_a_rise(words: str) -> None:
    assert post(words, -0.5 - np.arange(8) / 50).verdict == "healthy"


def test_a_loss_that_runs_away_below_zero_may_be_said_to_explode() -> None:
    assert post("The loss explodes", -np.array([1e6, 3e6, 8e6, 1e7, 3e7])).primary == (0, "diverging")


def test_a_negative_loss_is_told_where_it_was_noticed_beside_an_accuracy() -> None:
    words, losses = "Why is the loss negative?", -noisy(0.06, 3, 0.01)
    assert post(words, losses, np.full(3, 0.001)).primary == (0, "implausible_loss")
    assert post(words, losses).primary is None


def test_what_the_curve_shows_too_is_told_once_with_its_numbers() -> None:
    losses = "\n".join(
        f"[{place}] train-rmspe:{0.4 - place / 300:.5f} eval-rmspe:{0.8 + place / 300:.5f}" for place in range(10, 28)
    )
    silent, told = (diagnose(f"{words}\n{losses}".encode(), "question.md") for words in ("", "Why does it overfit?"))
    assert [each.severity for each in silent.runs[0].findings] == ["info"]
    assert [(each.code, each.severity) for each in told.runs[0].findings] == [("overfitting", "warning")]
    assert told.runs[0].findings[0].evidence == silent.runs[0].findings[0].evidence


def test_a_low_accuracy_beside_training_losses_far_below_those_of_tests_is_overfitting() -> None:
    tests = "\n".join(f"Test loss: {8 + place % 3}.5, accuracy: 0.2{place % 5}" for place in range(12))
    trained = "\n".join(f"[88/210][{460 + 3 * place}/545] Loss: {place % 4 + 1}e-5" for place in range(12))
    words = "# the accuracy is very low\n\n", "\nThe test loss is very high, but the training loss is low\n"
    told = diagnose(f"{words[0]}{tests}{words[1]}{trained}".encode(), "question.md")
    assert [each.code for each in told.runs[0].findings if each.severity == "warning"] == ["overfitting"]


def test_what_a_program_warns_of_is_no_complaint() -> None:
    assert post("The loss is zero", np.zeros(2)).primary == (0, "implausible_loss")
    assert post("WARNING: the loss is zero", np.zeros(2)).primary is None


def test_a_low_accuracy_that_is_not_one_of_guessing_is_not_said_to_be() -> None:
    accuracies = np.array([0.73, 0.78, 0.69, 0.58, 0.75, 0.62, 0.67, 0.75, 0.8, 0.44, 0.77, 0.64, 0.59, 0.75, 0.52])
    told = post("# Low accuracy", noisy(1.4, 15, 0.1), accuracies)
    assert all(each.code != "stuck_at_chance" for each in told.runs[0].findings)


def test_stuck_is_called_by_what_the_records_show() -> None:
    words = "The accuracy does not change."
    assert post(words, noisy(0.4, 4), np.full(4, 0.55)).primary == (0, "frozen_metrics")
    later = "\n".join([words, *(f"epoch {40 + place} loss {loss:.4f}" for place, loss in enumerate(noisy(0.71)))])
    assert diagnose(later.encode(), "question.md").primary == (0, "late_plateau")


def test_scores_of_nothing_but_zero_are_told_though_the_loss_falls() -> None:
    printed = "\n".join(f"step: {place} loss: {0.9**place:.4f} f1: 0.000000" for place in range(5))
    assert diagnose(f"The f1 is always 0.\n{printed}".encode(), "question.md").primary == (0, "frozen_metrics")


def test_one_fall_is_no_swing() -> None:
    losses = np.append(np.linspace(14.6, 14.4, 4), np.linspace(8.3, 8.2, 4))
    assert post("Strange: the loss jumps between epochs.", losses).verdict == "healthy"


def test_a_loss_that_was_nan_for_a_while_is_told_to_who_asks_about_it() -> None:
    losses = noisy(0.71)
    losses[:2] = np.nan
    assert post("Why do I get nan?", losses).primary == (0, "non_finite_loss")


def test_the_words_are_quoted_and_the_numbers_stay() -> None:
    told = post("My loss doesn't decrease.", noisy(0.71)).runs[0].findings[0]
    assert "My loss doesn't decrease" in told.explanation
    assert "20 records" in told.headline


def test_who_is_stuck_is_told_what_helps_most() -> None:
    assert post("My loss doesn't decrease.", noisy(0.71)).runs[0].suggestions[0].action == "lower_learning_rate"
    zeros = post("Why is my loss 0?", np.full(4, -6e-20))
    assert [each.action for each in zeros.runs[0].suggestions][:1] == ["check_training_loop"]


@pytest.mark.parametrize(
    "words",
    [
        "The loss does not decrease.",
        "Very low accuracy, what can I do?",
        "My loss explodes after some steps",
        "Validation loss goes up while training loss goes down",
        "A huge loss spike",
    ],
)
def test_a_curve_that_shows_the_contrary_is_believed(words: str) -> None:
    assert post(words, FALLING).verdict == "healthy"


def test_a_good_accuracy_is_no_guess_whatever_is_said() -> None:
    told = post("Very low accuracy of my network?", noisy(0.3), 0.9 + 0.01 * RNG.random(20))
    assert told.primary is None or told.primary[1] != "stuck_at_chance"


def test_what_programs_print_and_code_is_no_complaint() -> None:
    printed = "Epoch 00004: val_accuracy did not improve from 0.87840"
    code = "```python\n# if the loss does not decrease, lower the rate\n```"
    for words in (printed, code):
        assert post(words, noisy(0.71)).verdict == "healthy"


def test_a_return_that_increases_is_not_the_loss_that_rises() -> None:
    words = "While the episode return increases, the loss is not decreasing."
    printed = "\n".join(f"episode: {place} | return: -21.0 | loss: {loss}" for place, loss in enumerate((0.05, 0.06)))
    assert diagnose(f"{words}\n\n{printed}".encode(), "question.md").primary is None


@pytest.mark.parametrize(
    "message",
    [
        "Loss is nan, stopping training",
        "ERROR:tensorflow:Model diverged with loss = NaN.",
        "# FloatingPointError: Loss became infinite or NaN at iteration=1002!",
        "RuntimeError: Function 'PowBackward0' returned nan values in its 0th output.",
        "Batch 3: Invalid loss, terminating training",
    ],
)
def test_a_program_that_stopped_over_a_loss_that_is_no_number_is_heard(message: str) -> None:
    found = post(message, FALLING)
    assert (found.primary, found.verdict) == ((0, "non_finite_loss"), "critical")
    assert message.strip("# ") in found.headline
    assert found.runs[0].suggestions[0].action == "lower_learning_rate"


@pytest.mark.parametrize("line", ["    raise ValueError('loss is nan')", "How do I avoid a NaN loss?", "nan loss: 0"])
def test_code_and_questions_stop_no_program(line: str) -> None:
    assert post(line, FALLING).primary != (0, "non_finite_loss")

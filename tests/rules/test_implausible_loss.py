import pytest

from analyzers.rules import implausible_loss
from tests.curves import falling, flat, noisy, run, straight

RISING = 1 - falling(30, 0.8, 0.0, bend=2)
FIRES = {
    "softmax before softmax, classes known": run(2.48 - RISING, accuracy=RISING, context={"classes": 10}),
    "softmax before softmax": run(noisy(1.31 + 1 - RISING, 0.005), accuracy=RISING),
    "a cross-entropy below 0": run(falling(40, 0.7, -3.0), context={"loss": "binary_crossentropy"}),
    "a squared error below 0": run(train__mse=falling(40, 1.0, -0.5)),
    "0 at chance accuracy": run(flat(0.0, 10), accuracy=flat(0.1, 10)),
    "from what it was to 0 in one record": run([*noisy(falling(15, 1.9, 1.6), 0.05), *flat(0.0, 20)]),
    "to 0 after the first record": run([3278.6, 0.0, 778.3, *flat(0.0, 7)]),
    "0 and no gradient, in one record": run([0.0], train__gradient_norm=[0.0]),
    "no reward, no gradient": run([0.0, 0.0], train__gradient_norm=[0.0, 0.0], train__reward=[0.0, 0.0]),
    "all 0, in one record": run([0.0], accuracy=[0.0]),
    "0 from the first record on": run(flat(0.0, 10)),
    "falls on and on below 0 beside an accuracy": run(straight(40, 0.5, -56.0), accuracy=flat(0.8)),
}
QUIET = {
    "a cosine beside an accuracy": run([-0.59, -0.63, -0.64, -0.65, -0.66], accuracy=flat(0.02, 5)),
    "a likelihood": run(falling(40, 3.0, -5.0)),
    "a stated likelihood": run(falling(40, 3.0, -5.0), context={"loss": "negative log likelihood"}),
    "rounding": run(falling(40, 0.7, -1e-9), context={"loss": "mse"}),
    "0 at full accuracy": run(flat(0.0, 10), accuracy=flat(1.0, 10)),
    "to 0 by and by": run([*falling(20, 1.9, 0.01), 0.0, 0.0, 0.0, 0.0]),
    "rounded to 0": run([0.09, 0.08, 0.07, 0.06, 0.0, 0.0, 0.0, 0.0]),
    "to 0 in a few records": run([9867.5, 137.2, *flat(0.0, 8)]),
    "a single 0": run([0.0]),
    "one record of 0": run([0.5, 0.0, 0.3, 0.2], accuracy=[0.5, 0.6, 0.7, 0.7]),
    "falls": run(falling()),
    "learns": run(falling(30, 2.3, 0.1), accuracy=RISING),
    "learns with smoothed labels": run(falling(30, 2.3, 0.6), accuracy=RISING),
    "stands still": run(flat(1.46), accuracy=flat(0.99)),
}


def test_names_the_loss_and_the_first_thing_to_check() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["a cross-entropy below 0"])
    assert found.causes[0].code == "wrong_output_or_loss"
    assert "below 0" in found.headline


def test_a_softmax_before_a_softmax_is_known_by_the_floor_of_its_loss() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["softmax before softmax, classes known"])
    assert found.evidence["floor"].value == pytest.approx(1.4612, abs=1e-4)
    assert found.severity == "warning"
    assert "a softmax stands before a loss that takes logits" in found.explanation


def test_a_loss_that_is_0_at_once_is_told_as_an_overflow_or_masked_labels() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["from what it was to 0 in one record"])
    assert found.where.first == 16
    assert "half precision" in found.explanation
    assert found.causes[0].code == "learning_rate_too_high"


def test_a_loss_that_is_0_after_one_record_is_information_where_all_answers_are_right() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["to 0 after the first record"])
    assert (found.severity, found.causes[0].code) == ("warning", "wrong_output_or_loss")
    (right,) = implausible_loss.RULE.on(run([71.6, 0.0, 0.0], accuracy=[0.91, 1.0, 1.0]))
    assert right.severity == "info"


def test_a_loss_of_nothing_asks_for_the_labels_that_are_left() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["0 and no gradient, in one record"])
    assert found.severity == "critical"
    assert found.causes[0].code == "wrong_output_or_loss"
    (other,) = implausible_loss.RULE.on(FIRES["0 from the first record on"])
    assert other.severity == "warning"

import pytest

from analyzers.rules import noisy_loss
from analyzers.run import Floats, Unit
from tests.curves import falling, flat, noisy, run, scattered

FIRES = {
    "noise without a course": run(noisy(flat(1.0), 0.15)),
    "noise on a fall": run(scattered(falling(500), 0.2)),
    "noise that hides a small fall": run(noisy(falling(60, 1.0, 0.97), 0.03)),
}
QUIET = {
    "smooth": run(falling()),
    "a steep fall": run(falling(10, 100.0, 0.1, bend=3)),
    "flat": run(flat(1.0)),
    "all zero": run(flat(0.0)),
    "nothing is left after the first record": run([1.141, 3e-4, 1e-4, 1e-4, 1e-4, 1e-4]),
    "three records": run([1.0, 2.0, 1.0]),
}


def test_measures_the_noise_under_the_course() -> None:
    (found,) = noisy_loss.RULE.on(run(noisy(falling(2000, 2.3, 1.0), 0.2)))
    assert found.evidence["noise"].value == pytest.approx(0.2, rel=0.06)
    assert found.severity == "info"


def likeliest(loss: Floats, unit: Unit = "epoch", **context: float | str) -> str:
    (found,) = noisy_loss.RULE.on(run(loss, unit=unit, context=context))
    return max(found.causes, key=lambda cause: cause.likelihood).code


def test_says_what_lies_under_the_noise() -> None:
    assert likeliest(scattered(falling(60, 2.3, 0.2, bend=2), 0.15)) == "too_few_epochs"
    assert likeliest(noisy(flat(1.0, 60), 0.15)) == "no_parameter_update"
    assert likeliest(scattered(falling(60, 2.3, 1.0, bend=30), 0.2)) == "learning_rate_too_high"
    assert likeliest(noisy(flat(0.2, 60), 0.03), batch_size=4) == "batch_too_small"
    assert likeliest(noisy(flat(0.2, 60), 0.03), unit="epoch") == "learning_rate_too_high"


def test_a_cross_entropy_in_the_hundreds_is_one_of_inputs_that_are_not_scaled() -> None:
    (found,) = noisy_loss.RULE.on(run(noisy(flat(900.0), 200.0), accuracy=noisy(flat(0.5), 0.05)))
    assert found.severity == "warning"
    assert found.causes[0].code == "unscaled_inputs"


def test_a_few_batches_are_no_reason_to_blame_the_rate() -> None:
    (found,) = noisy_loss.RULE.on(run(scattered(flat(1.7, 12), 0.1), unit="step"))
    assert [cause.code for cause in found.causes] == ["batch_too_small"]

import pytest

from analyzers.run import Run
from analyzers.signals.magnitude import classifies, outsized
from analyzers.signals.shape import shape
from tests.curves import falling, flat, noisy, run


@pytest.mark.parametrize(
    ("likelihood", "case"),
    [
        (0.85, run(noisy(flat(900.0), 90.0), accuracy=flat(0.5))),
        (0.85, run(noisy(flat(900.0), 90.0), context={"loss": "categorical_crossentropy"})),
        (0.9, run(falling(40, 34_000, 5_000), context={"loss": "mse"})),
        (0.87, run(falling(40, 34_000, 5_000))),
        (0.0, run(falling(40, 540, 100))),
        (0.0, run(falling(40, 34_000, 5_000), context={"task": "boosting"})),
        (0.0, run(falling(), accuracy=falling())),
    ],
)
def test_the_size_of_a_loss_tells_of_data_that_are_not_scaled(likelihood: float, case: Run) -> None:
    found = shape(case["train/loss"])
    assert found is not None and outsized(case, found) == likelihood


def test_a_regression_is_no_classification_whatever_stands_beside_it() -> None:
    assert classifies(run(falling(), accuracy=flat(0.9)))
    assert not classifies(run(falling(), accuracy=flat(0.0), context={"loss": "mse"}))
    assert not classifies(run(falling()))

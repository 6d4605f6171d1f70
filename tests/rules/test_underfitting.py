import numpy as np

from analyzers.rules import underfitting
from analyzers.run import Run, Series
from tests.curves import falling, flat, noisy, run, straight

FIRES = {
    "accuracy stops low": run(falling(40, 1.1, 0.9), accuracy=1 - falling(40, 0.65, 0.45)),
    "validation is as poor": run(
        falling(40, 1.1, 0.9), accuracy=1 - falling(40, 0.65, 0.45), val_accuracy=1 - falling(40, 0.66, 0.46)
    ),
    "a smooth loss that ends high": run(falling(20, 262.0, 195.0, bend=4)),
}
QUIET = {
    "accuracy high": run(falling(), accuracy=1 - falling(40, 0.9, 0.05)),
    "accuracy still rises": run(falling(), accuracy=straight(40, 0.2, 0.6)),
    "overfitting": run(falling(), accuracy=1 - falling(40, 0.8, 0.4), val_accuracy=1 - falling(40, 0.8, 0.6)),
    "chance": run(flat(2.3), accuracy=noisy(flat(0.1), 0.005), context={"classes": 10}),
    "loss falls far": run(falling()),
    "a noisy plateau": run(noisy(falling(60, 2.0, 1.5), 0.1)),
    "few records": run(falling(5, 262.0, 195.0)),
}


def test_a_loss_alone_is_information_only() -> None:
    (found,) = underfitting.RULE.on(FIRES["a smooth loss that ends high"])
    assert found.severity == "info"


def test_equally_poor_accuracies_are_a_warning() -> None:
    (found,) = underfitting.RULE.on(FIRES["validation is as poor"])
    assert found.severity == "warning"
    assert found.causes[0].code == "model_too_small"


def test_a_poor_accuracy_is_information_where_most_of_the_epochs_are_to_come() -> None:
    curves = falling(40, 1.1, 0.9), 1 - falling(40, 0.65, 0.45)
    told = [
        underfitting.RULE.on(run(curves[0], accuracy=curves[1], context={"epochs": planned}))[0].severity
        for planned in (40, 200)
    ]
    assert told == ["warning", "info"]


def test_a_poor_accuracy_over_many_classes_is_information_only() -> None:
    """A loss that begins at ln 29 is one of 29 characters: nobody knows most of the next ones."""
    accuracy = 1 - falling(40, 0.9, 0.55)
    (told,) = underfitting.RULE.on(run(falling(40, 3.37, 1.82), accuracy=accuracy))
    (stated,) = underfitting.RULE.on(run(falling(40, 1.1, 0.9), accuracy=accuracy, context={"classes": 100}))
    assert (told.severity, stated.severity) == ("info", "info")


def test_a_loss_that_scatters_is_not_at_the_limit_of_the_network() -> None:
    calm, restless = (
        underfitting.RULE.on(run(noisy(falling(40, 1.1, 0.9), scatter), accuracy=1 - falling(40, 0.65, 0.45)))[0]
        for scatter in (0.005, 0.15)
    )
    assert calm.causes[0].code == "model_too_small"
    assert restless.causes[0].code == "learning_rate_too_high"


def test_a_dozen_batches_or_an_accuracy_alone_are_information_only() -> None:
    accuracy = 1 - falling(14, 0.4, 0.33, bend=12)
    (batches,) = underfitting.RULE.on(run(falling(14, 0.69, 0.62), accuracy=accuracy, unit="step"))
    (alone,) = underfitting.RULE.on(run(accuracy=accuracy))
    piece = {"train/loss": falling(14, 0.69, 0.62), "train/accuracy": accuracy}
    (late,) = underfitting.RULE.on(Run({key: Series(np.arange(80, 94), c, "epoch") for key, c in piece.items()}))
    assert {batches.severity, alone.severity, late.severity} == {"info"}

import pytest

from analyzers.rules import unstable_validation
from tests.curves import falling, noisy, run, scattered, straight

FIRES = {
    "validation jumps": run(falling(), val_loss=scattered(falling(end=0.4), 0.5)),
    "less so": run(falling(), val_loss=scattered(falling(end=0.4), 0.28, seed=1)),
    "six records that double twice": run([0.5, 0.4, 0.35, 0.3, 0.28, 0.25], val_loss=[0.5, 1.9, 0.4, 2.2, 0.39, 1.7]),
    "only the accuracy tells": run(falling(8), val_accuracy=[0.87, 0.78, 0.75, 0.86, 0.73, 0.5, 0.78, 0.87]),
}
QUIET = {
    "six steep records": run([0.33, 0.2, 0.13, 0.12, 0.09, 0.08], val_loss=[0.37, 0.14, 0.06, 0.1, 0.09, 0.05]),
    "both smooth": run(falling(), val_loss=falling(end=0.3)),
    "both noisy": run(scattered(falling(), 0.3), val_loss=scattered(falling(), 0.3, seed=1)),
    "a little noise": run(falling(), val_loss=noisy(falling(end=0.4), 0.01)),
    "both fall by powers of ten": run(10 ** -straight(8, 0.8, 3.5), val_loss=10 ** -straight(8, 0.8, 3.3)),
    "an accuracy of few examples": run(falling(), val_accuracy=noisy(straight(40, 0.5, 0.8), 0.04)),
    "an accuracy that broke": run(falling(), val_accuracy=[*straight(10, 0.5, 0.9), *straight(10, 0.5, 0.5)]),
    "few records": run(falling(5), val_loss=scattered(falling(5), 0.5)),
}


def test_severity_grows_with_the_scatter() -> None:
    severities = [unstable_validation.RULE.on(run)[0].severity for run in FIRES.values()]
    assert severities == ["warning", "info", "warning", "warning"]


def test_measures_the_scatter() -> None:
    curve = scattered(falling(400, 1.0, 0.9), 0.3)
    (found,) = unstable_validation.RULE.on(run(falling(400), val_loss=curve))
    assert found.evidence["validation_noise"].value == pytest.approx(0.3, rel=0.15)


def test_the_scatter_of_what_little_is_left_is_no_warning() -> None:
    low = scattered(falling(30, 1.0, 0.0002, bend=40), 0.5, seed=2)
    (found,) = unstable_validation.RULE.on(run(falling(30, 1.0, 0.0002, bend=40), val_loss=low))
    assert found.severity == "info"

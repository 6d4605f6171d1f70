import numpy as np
import pytest

from analyzers.rules import slow_convergence
from analyzers.run import Ints, Run, Series
from tests.curves import falling, flat, noisy, run, straight

FIRES = {
    "boosting with a tiny share a tree": run(straight(60), context={"task": "boosting"}),
    "a straight line": run(straight()),
    "hardly any fall": run(straight(46, 3.6206e23, 3.6130e23)),
    "ten records": run(straight(10, 42.64, 41.51)),
    "noisy": run(noisy(straight(200, 2.3, 1.9), 0.02)),
    "has not left its start, and bends": run(noisy(falling(40, 1.40, 1.37, bend=3), 0.003)),
    "bends a little, free of noise": run(falling(30, 0.67, 0.30, bend=1.4)),
}
QUIET = {
    "falls and flattens": run(falling()),
    "flat": run(noisy(flat(2.3), 0.01)),
    "warm-up": run(straight(), lr=straight(40, 1e-6, 1e-3)),
    "fine-tuning": run(noisy(straight(20, 0.35, 0.28), 0.004), accuracy=straight(20, 0.88, 0.91)),
    "boosting has hardly begun": run(straight(20), context={"task": "boosting"}),
    "stands still, then falls": run(np.append(straight(30, 0.95, 0.93), straight(20, 0.92, 0.6))),
    "a first step that went astray": run(np.append(9e3, straight(30))),
    "few records": run(straight(5)),
    "nearly all gone": run(straight(40, 2.3, 0.2)),
    "what it gains is learnt by heart": run(straight(20, 1.42, 1.14), val_loss=straight(20, 1.39, 1.52)),
    "validation does not follow": run(straight(20, 2.31, 2.22), val_loss=noisy(flat(2.31, 20), 0.003)),
    "a short piece out of the middle": Run({"train/loss": Series(np.arange(151, 161), straight(10, 42.6, 41.5))}),
    "late start": run([2.3] * 30 + [2.2, 2.0, 1.8, 1.6, 1.5, 1.4]),
}


def test_measures_the_pace() -> None:
    (found,) = slow_convergence.RULE.on(FIRES["ten records"])
    assert found.evidence["fall_per_record"].value == pytest.approx(1.13 / 9)
    assert found.evidence["evenness"].value == pytest.approx(0.8, abs=0.05)
    assert found.causes[0].code == "learning_rate_too_low"
    assert found.severity == "warning"


def test_hardly_anything_gone_is_told_however_it_went() -> None:
    start = np.append(straight(30, 1.0990, 1.0985), straight(14, 1.098, 1.07))
    (found,) = slow_convergence.RULE.on(run(start))
    assert found.severity == "info"
    assert found.evidence["fallen"].value == pytest.approx(0.024, abs=0.002)


@pytest.mark.parametrize(
    ("steps", "severity"),
    [
        pytest.param(np.arange(1, 41) * 100, "warning", id="from the first of many steps on"),
        pytest.param(np.arange(40, 80) * 100, "info", id="the middle of a run"),
        pytest.param(np.arange(1, 41), "warning", id="forty rounds over the data"),
    ],
)
def test_warns_only_where_more_should_have_come_by_now(steps: Ints, severity: str) -> None:
    (found,) = slow_convergence.RULE.on(Run({"train/loss": Series(steps, straight(), "step")}))
    assert found.severity == severity


def test_six_epochs_are_no_reason_to_warn() -> None:
    (found,) = slow_convergence.RULE.on(run(straight(6, 2.3, 1.85)))
    assert found.severity == "info"


def test_a_curve_that_gets_under_way_is_no_warning() -> None:
    (found,) = slow_convergence.RULE.on(run(2.0 - 0.4 * np.linspace(0, 1, 40) ** 1.4))
    assert found.severity == "info"


def test_the_first_steps_of_all_are_no_warning() -> None:
    (found,) = slow_convergence.RULE.on(run(straight(12), unit="step"))
    assert found.severity == "info"

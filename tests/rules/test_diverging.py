import numpy as np
import pytest

from analyzers.rules import diverging
from analyzers.run import Run, Series
from tests.curves import falling, flat, growing, noisy, run, scattered, straight, u_shape, with_values

NAN = float("nan")
KERAS_LINE = {"optimizer": "sgd", "learning_rate": 0.01, "steps_per_epoch": 1}
CREEP = noisy(straight(20, 0.11, 0.127), 0.0005)
CLIMB = [1.453, 1.406, 1.4152, 1.426, 1.4592, 1.4357, 1.4684, 1.5027, 1.5133, 1.5651, 1.562, 1.6139]
FIRES = {
    "the last steps of what exploded long before": run([4.58e74, 5.39e74, 6.34e74]),
    "creeps up from the first record on": run(CREEP),
    "up and down by powers of ten, but up": run(
        [0.56, 129.0, 6e4, 4e5, 2e4, 8e6, 1e10, 1e13, 9e12, 7e14, 3e14, 3e16, 2e15]
    ),
    "four trees that each make it worse": run([0.71, 0.73, 0.75, 0.77], context={"task": "boosting"}),
    "exponential growth": run(growing()),
    "growth that ends in NaN": run(np.append(growing(), NAN)),
    "down, then up and away": run(np.concatenate((falling(20), growing(10, 0.3, 1.8)))),
    "a slow climb above the start": run(noisy(u_shape(100, 1.6, 0.98, 1.95, at=10), 0.01)),
    "two records": run([2.28, 11.05]),
    "validation loss alone, up in one record": run(val_loss=[1.0, 0.9, 0.85, 0.8, 0.8, 1.9, 1.8, 1.9, 1.85, 2.0]),
    "a jump that stays": run(noisy(np.append(falling(30), flat(9.0, 20)), 0.05)),
    "climbs back to twice its lowest level": run(noisy(u_shape(60, 40.0, 11.0, 22.0, at=20), 0.1)),
    "the middle of a run that creeps up": Run({"train/loss": Series(np.arange(30, 50), CREEP, "epoch")}),
    "single batches that climb by a tenth": run(CLIMB, unit="step"),
    "away in the last batch of all": run(np.append(falling(30), 3e9), unit="step"),
    "six batches, each worse than the one before": run([1.0, 1.1, 1.3, 1.5, 1.8, 2.2], unit="step"),
    "a generator that loses": run(
        train__generator_loss=straight(20, 1.3, 7.3), train__discriminator_loss=falling(20, 0.9, 0.003)
    ),
    "a game that explodes": run(train__generator_loss=growing(30), train__discriminator_loss=flat(1.0, 30)),
}
QUIET = {
    "a first record of one batch before sums over many, beside a score that rises": run(
        [40.0, 2163.0, 1182.0, 1150.0, 1087.0, 1343.0], train__f1=[0.1, 0.83, 0.89, 0.9, 0.92, 0.93]
    ),
    "validation loss without its training": run(val_loss=u_shape(60, 1.0, 0.9, 2.0, at=5)),
    "what single precision cannot tell from 0": run([3.6e-14, 1e-11]),
    "falls": run(falling()),
    "starts huge": run(np.append([6e16, 1e5], falling())),
    "one spike": run(with_values(falling(), {30: 50.0})),
    "noise": run(scattered(flat(1.0, 200), 0.3)),
    "a lucky first record": run([0.51, 0.57, 0.65, 0.53, 0.59, 0.58, 0.59, 0.56, 0.58, 0.63, 0.52, 0.60]),
    "the middle of a run, at its end as high as near its beginning": Run(
        {
            "train/loss": Series(
                np.arange(1490, 1500),
                np.array([0.131, 0.216, 0.142, 0.126, 0.108, 0.119, 0.138, 0.136, 0.167, 0.219]),
                "epoch",
            )
        }
    ),
    "few noisy records": run([1.02, 1.38, 1.34, 1.34, 1.26, 1.25, 1.38]),
    "on its way back from a jump": run([2.776, 2.773, 2.768, 7.344, 8.716, 7.654, 7.192, 6.1]),
    "validation loss alone rises": run(falling(), val_loss=u_shape()),
    "one batch unlike the others at the end": run(np.append(falling(30), 50.0), unit="step"),
    "six batches that hardly rise": run([1.0, 1.01, 1.02, 1.03, 1.04, 1.05], unit="step"),
    "a short last batch": run(np.append(scattered(flat(0.03, 100), 0.4), 0.7), unit="step"),
    "trees of which one helps": run([0.71, 0.73, 0.72, 0.75, 0.77], context={"task": "boosting"}),
    "seven batches": run([0.022, 0.086, 0.026, 0.071, 0.03, 0.02, 0.71], unit="step"),
    "a game": run(train__generator_loss=straight(50, 0.8, 3), train__discriminator_loss=flat(0.6, 50)),
}


def test_trees_that_make_their_own_loss_worse_are_fitted_to_another_one() -> None:
    (found,) = diverging.RULE.on(FIRES["four trees that each make it worse"])
    assert found.severity == "warning"
    assert [cause.code for cause in found.causes] == ["class_imbalance", "learning_rate_too_high"]


def test_a_slow_climb_is_a_warning_only_where_it_is_all_that_there_was() -> None:
    (middle,) = diverging.RULE.on(FIRES["the middle of a run that creeps up"])
    (whole,) = diverging.RULE.on(FIRES["single batches that climb by a tenth"])
    assert (middle.severity, whole.severity) == ("info", "warning")
    assert not diverging.RULE.on(run(straight(20, 1.0, 1.02)))


def test_a_game_that_is_lost_is_information() -> None:
    (found,) = diverging.RULE.on(FIRES["a generator that loses"])
    assert (found.severity, found.where and found.where.metric) == ("info", "train/generator_loss")


def quadratic(rate: float, momentum: float = 0.0, steps: int = 20) -> list[float]:
    """Losses of a line fitted to x = 1…20, y = 3x + 2 by gradient descent, one step a record."""
    x = np.arange(1.0, 21.0)
    design = np.stack((x, np.ones_like(x)), axis=1)
    weights, velocity, losses = np.zeros(2), np.zeros(2), []
    for _ in range(steps):
        error = design @ weights - (3 * x + 2)
        losses.append(float(error @ error) / len(x))
        velocity = momentum * velocity - rate * 2 / len(x) * design.T @ error
        weights = weights + velocity
    return losses


def test_reads_the_critical_rate_off_the_log_alone() -> None:
    (found,) = diverging.RULE.on(run(quadratic(0.01), context=KERAS_LINE))
    assert found.evidence["growth_per_record"].value == pytest.approx(3.554697, rel=1e-5)
    assert found.evidence["rate_times_curvature"].value == pytest.approx(2.885391, rel=1e-5)
    assert found.evidence["curvature"].value == pytest.approx(288.539057, rel=1e-5)
    assert found.evidence["critical_learning_rate"].value == pytest.approx(0.00693147, rel=1e-5)
    assert found.evidence["fit"].value == pytest.approx(1.0, abs=1e-6)
    assert found.causes[0].code == "learning_rate_too_high"


def test_reads_it_through_momentum_too() -> None:
    context = KERAS_LINE | {"learning_rate": 0.02, "momentum": 0.9}
    (found,) = diverging.RULE.on(run(quadratic(0.02, momentum=0.9, steps=40), context=context))
    assert found.evidence["curvature"].value == pytest.approx(288.539057, rel=1e-3)
    assert found.evidence["critical_learning_rate"].value == pytest.approx(2 * 1.9 / 288.539057, rel=1e-3)


def test_steps_per_epoch_come_from_examples_and_batch_too() -> None:
    context = {"optimizer": "sgd", "learning_rate": 0.01, "examples": 100, "batch_size": 32}
    (found,) = diverging.RULE.on(run(growing(), context=context))
    assert found.evidence["steps_per_record"].value == 4


@pytest.mark.parametrize(
    "context",
    [
        {"optimizer": "adam", "learning_rate": 0.01, "steps_per_epoch": 1},
        {"optimizer": "sgd", "learning_rate": 0.01},
        {"optimizer": "sgd", "steps_per_epoch": 1},
        {"learning_rate": 0.01, "steps_per_epoch": 1},
    ],
    ids=["Adam", "steps unknown", "rate unknown", "optimizer unknown"],
)
def test_gives_no_critical_rate_where_the_formula_does_not_hold(context: dict[str, float | str]) -> None:
    (found,) = diverging.RULE.on(run(quadratic(0.01), context=context))
    assert "critical_learning_rate" not in found.evidence

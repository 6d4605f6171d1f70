"""The values that are suggested, worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from analyzers import diagnose, remedies
from analyzers.remedies import (
    lower_learning_rate,
    raise_learning_rate,
    stop_earlier,
    train_longer,
    warm_up_learning_rate,
)
from analyzers.remedy import Suggestion
from analyzers.rule import Where
from analyzers.run import ContextValue, Run, Series
from tests.curves import falling
from tests.remedies.settings import SETUPS, finding, known


def rate(made: Suggestion | None) -> float:
    assert made is not None
    (operation,) = made.patch
    assert operation["path"] == "/training/optimizer/learning_rate"
    return float(operation["value"])


def test_a_proved_critical_rate_is_halved() -> None:
    proved = finding("diverging", ("learning_rate_too_high", 0.97), critical_learning_rate=0.00693147)
    made = lower_learning_rate.REMEDY.suggest(known(optimizer="sgd", learning_rate=0.01), proved)
    assert rate(made) == pytest.approx(0.0035)
    assert made is not None and made.code["keras"] == "optimizer = keras.optimizers.SGD(learning_rate=0.0035)"


@pytest.mark.parametrize(
    ("context", "found", "expected"),
    [
        ({"optimizer": "sgd", "learning_rate": 0.01}, finding("diverging"), 0.001),
        ({"optimizer": "sgd", "learning_rate": 10.0}, finding("diverging"), 0.01),  # no more than the usual rate
        ({"optimizer": "sgd", "learning_rate": 0.03}, finding("oscillating"), 0.01),
        ({"optimizer": "sgd", "learning_rate": 0.03}, finding("diverging", growth_per_record=1.1), 0.01),
        ({"optimizer": "adam", "learning_rate": 1}, finding("stuck_at_chance"), 0.001),
        ({"optimizer": "adam", "learning_rate": 1}, finding("stuck_at_chance", ("dead_units", 0.8)), 0.0003),
        ({"learning_rate": 0.2}, finding("diverging"), 0.02),
    ],
)
def test_a_rate_is_lowered_as_far_as_the_finding_calls_for(
    context: dict[str, float | str], found: object, expected: float
) -> None:
    made = lower_learning_rate.REMEDY.suggest(known(**context), found)  # type: ignore[arg-type]
    assert rate(made) == pytest.approx(expected)


def test_an_unknown_rate_is_lowered_by_a_factor_that_the_code_applies() -> None:
    made = lower_learning_rate.REMEDY.suggest(SETUPS["nothing known"], finding("diverging"))
    assert made is not None and made.patch == ()
    assert made.headline == "Lower the learning rate to a tenth of what it is"
    assert made.code["pytorch"] == 'for group in optimizer.param_groups:\n    group["lr"] *= 0.1'


def test_the_optimizer_and_its_momentum_are_kept() -> None:
    made = lower_learning_rate.REMEDY.suggest(SETUPS["gradient descent"], finding("oscillating"))
    assert made is not None
    assert made.code["pytorch"] == "optimizer = torch.optim.SGD(model.parameters(), lr=0.0033, momentum=0.9)"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"optimizer": "sgd", "learning_rate": 1e-6}, 0.01),  # far below the usual rate: the usual one
        ({"optimizer": "sgd", "learning_rate": 0.005}, 0.05),
        ({"optimizer": "adam", "learning_rate": 0.001}, 0.01),
        ({"optimizer": "sgd", "learning_rate": 0.05}, 0.1),  # not beyond ten times the usual rate
    ],
)
def test_a_rate_is_raised_within_what_the_optimizer_bears(context: dict[str, float | str], expected: float) -> None:
    made = raise_learning_rate.REMEDY.suggest(known(**context), finding("slow_convergence"))
    assert rate(made) == pytest.approx(expected)


def test_a_rate_that_is_high_already_is_not_raised() -> None:
    high = known(optimizer="adam", learning_rate=0.05)
    assert raise_learning_rate.REMEDY.suggest(high, finding("slow_convergence")) is None


def test_the_best_epoch_is_where_to_stop() -> None:
    made = stop_earlier.REMEDY.suggest(SETUPS["Adam"], finding("overfitting", best_epoch=12))
    assert made is not None and made.headline == "Stop after epoch 12 and keep its weights"
    assert made.patch[0]["value"] == 12


def test_a_proved_critical_rate_comes_before_another_optimizer() -> None:
    steady = finding("diverging", ("learning_rate_too_high", 0.97), critical_learning_rate=0.0069)
    assert remedies.suggest(SETUPS["gradient descent"], (steady,))[0].action == "lower_learning_rate"


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        ("slow_convergence", "Raise the learning rate to 10 times what it is"),
        ("still_improving", "Raise the learning rate to 3 times what it is"),
        ("stuck_at_chance", "Raise the learning rate to 30 times what it is"),
    ],
)
def test_an_unknown_rate_is_raised_as_far_as_the_finding_calls_for(code: str, headline: str) -> None:
    made = raise_learning_rate.REMEDY.suggest(SETUPS["nothing known"], finding(code))
    assert made is not None and made.headline == headline


def test_the_way_that_is_left_tells_how_far_to_raise_a_rate() -> None:
    slow = finding("slow_convergence", records=26.0, records_to_zero=260.0)  # 10 times as many
    made = raise_learning_rate.REMEDY.suggest(SETUPS["nothing known"], slow)
    assert made is not None and made.headline == "Raise the learning rate to 30 times what it is"


@pytest.mark.parametrize("apart", [1, 100])
def test_how_far_records_lie_apart_does_not_change_how_far_to_raise_it(apart: int) -> None:
    counted = diagnose("".join(f"step {k * apart} loss {2.3 - 0.002 * k:.5f}\n" for k in range(60)).encode())
    assert counted.runs[0].suggestions[0].headline == "Raise the learning rate to 60 times what it is"


def test_an_unknown_rate_is_lowered_furthest_where_nothing_is_left_of_the_loss() -> None:
    made = lower_learning_rate.REMEDY.suggest(SETUPS["nothing known"], finding("non_finite_loss"))
    assert made is not None and made.headline == "Lower the learning rate to a hundredth of what it is"


def test_training_longer_doubles_the_epochs() -> None:
    made = train_longer.REMEDY.suggest(SETUPS["Adam"], finding("still_improving"))
    assert made is not None and made.headline == "Train for 60 instead of 30 epochs"
    assert made.patch[0] == {"op": "replace", "path": "/training/epochs", "value": 60}


def test_patience_is_counted_in_epochs_or_in_a_few_records() -> None:
    best = finding("overfitting", best_epoch=50), finding("overfitting", best_step=6838)
    steps = replace(best[1], where=Where("val/loss", 100, 9000, "step"))
    for found, patience in ((best[0], 10), (steps, 5)):
        made = stop_earlier.REMEDY.suggest(SETUPS["Adam"], found)
        assert made is not None and f"patience={patience}," in made.code["keras"]


def test_a_log_that_ends_before_its_training_asks_to_go_on() -> None:
    cut = diagnose("".join(f"epoch {k}/50 loss {2.3 * 0.9**k:.4f}\n" for k in range(1, 21)).encode())
    (longer,) = (each for each in cut.runs[0].suggestions if each.action == "train_longer")
    assert longer.headline == "Let it go on: the log ends at epoch 20 of 50"


def test_steps_are_told_in_epochs_where_their_number_is_known() -> None:
    steps = Run(
        {"train/loss": Series(np.arange(10, 610, 10), falling(60), "step")},
        context={key: ContextValue(value, "test") for key, value in {"epochs": 6, "steps_per_epoch": 100}.items()},
    )
    ended = replace(finding("still_improving"), where=Where("train/loss", 400, 600, "step"))
    made = train_longer.REMEDY.suggest(steps, ended)
    assert made is not None and made.headline == "Train for 12 instead of 6 epochs"


def test_epochs_that_count_from_0_are_one_more_than_the_last() -> None:
    counted = diagnose("".join(f"epoch {k} loss {2.3 * 0.9**k:.4f}\n" for k in range(20)).encode())
    (longer,) = (each for each in counted.runs[0].suggestions if each.action == "train_longer")
    assert longer.headline == "Train for 40 instead of 20 epochs"


def test_a_warm_up_says_which_rate_it_rises_to_in_patch_and_code() -> None:
    made = warm_up_learning_rate.REMEDY.suggest(SETUPS["gradient descent"], finding("diverging"))
    assert made is not None and made.headline == "Raise the learning rate from 0 to 0.001 over the first 3 epochs"
    assert made.patch == (
        {"op": "replace", "path": "/training/optimizer/learning_rate", "value": 0.001},
        {"op": "add", "path": "/training/schedule", "value": {"name": "warm_up", "length": 3}},
    )
    assert "top = 0.001" in made.code["keras"] and 'group["lr"] = 0.001' in made.code["pytorch"]
    assert "linear_schedule(0.0, 0.1," in made.code["jax"], "a tenth of the rate that the optimizer has"


def test_a_warm_up_of_a_step_or_two_is_none() -> None:
    full_batches = known(optimizer="sgd", learning_rate=0.3, epochs=25, steps_per_epoch=1)
    assert warm_up_learning_rate.REMEDY.suggest(full_batches, finding("diverging")) is None

"""The verdict on a change, and the measures behind it."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from analyzers.experiments.budget import Budget
from analyzers.experiments.outcomes import Outcome, common_metric, measured, outcomes, variant
from analyzers.experiments.trials import compare
from analyzers.remedy import Patch
from tests.experiments.specs import Json, Ticking, dense, half, moons, prepared

LOWER: Patch = ({"op": "replace", "path": "/training/optimizer/learning_rate", "value": 0.005},)
NOTHING: Patch = ({"op": "replace", "path": "/training/shuffle", "value": True},)


def trained(value: Json, seeds: int = 3, epochs: int = 100) -> Outcome:
    return outcomes([(prepared(value), epochs)], Budget.of(1e9, Ticking(0)), range(seeds))[0]


def predicting(bias: float, *more: float) -> Outcome:
    """Lines y = bias on the targets 0.5, 1: one for each bias, none of them worth 10 times as much before training."""
    value = half(2, epochs=1)
    value["model"] = {
        "layers": [dense(1, kernel_initializer="zeros", bias_initializer={"name": "constant", "value": 4})]
    }
    base = trained(value, seeds=1, epochs=1)
    return _with(base, 0.0, (bias, *more))


def _with(base: Outcome, slope: float, biases: Sequence[float]) -> Outcome:
    """As if training had ended at these lines."""
    ways = [{"kernel": slope, "bias": bias} for bias in biases]
    made = base.trained[0]
    ends = [{key: np.full_like(was, way[key.split("/")[1]]) for key, was in made.weights.items()} for way in ways]
    return replace(base, trained=tuple(replace(made, weights=end) for end in ends))


def test_the_measure_is_the_loss_of_what_was_trained() -> None:
    assert measured(predicting(1.0), "train/loss").tolist() == pytest.approx([0.125])


def test_a_gain_is_how_many_times_the_loss_fell() -> None:
    trial = compare("x", (), predicting(1.0, 1.0, 1.0), predicting(0.75, 0.75, 0.75))  # 0.125 → 0.0625
    assert trial.helped
    assert (trial.before, trial.after, trial.gain) == pytest.approx((0.125, 0.0625, 2.0))
    assert trial.interval == pytest.approx((2.0, 2.0))


def test_the_interval_is_students_t_over_the_seeds() -> None:
    trial = compare("x", (), predicting(1.0, 1.0, 1.5), predicting(0.75, 0.75, 0.75))  # gains log 2, log 2, log 10
    gains = np.log([2.0, 2.0, 10.0])
    half_width = 4.303 * gains.std(ddof=1) / np.sqrt(3)
    assert trial.interval == pytest.approx((exp(gains.mean() - half_width), exp(gains.mean() + half_width)))


def test_better_on_average_is_not_enough_where_the_interval_holds_no_gain_at_all() -> None:
    assert not compare("x", (), predicting(0.8, 0.8, 0.8), predicting(0.75, 0.75, 0.9)).helped
    open_still = compare("x", (), predicting(1.0, 1.0, 1.0), predicting(0.98, 0.97, 0.75))
    assert (open_still.promising, open_still.helped) == (True, False)
    assert open_still.interval is not None and open_still.interval[0] < 1 < open_still.interval[1]


def test_of_many_seeds_one_may_do_a_little_worse_if_the_gain_is_certain() -> None:
    before = predicting(*[1.0] * 7)
    assert compare("x", (), before, predicting(*[0.8] * 6, 1.01)).helped
    assert not compare("x", (), before, predicting(*[0.8] * 3, *[1.2] * 4)).helped
    assert not compare("x", (), before, predicting(*[0.8] * 6, 4.0)).helped


def test_saving_a_failed_seed_and_ruining_none_is_enough() -> None:
    base = predicting(0.0)
    one_failed, saved, ruined = (
        _with(base, 0.5, ends) for ends in ([0.1, 0.1, 0.5], [0.1, 0.12, 0.1], [0.1, 1.0, 0.1])
    )
    assert compare("x", (), one_failed, saved).helped
    assert compare("x", (), one_failed, saved).interval is None
    assert not compare("x", (), one_failed, ruined).helped


def test_less_than_exploding_is_no_help() -> None:
    trial = compare("x", (), predicting(*[1e9] * 3), predicting(*[1e6] * 3))
    assert not trial.helped
    assert trial.gain is not None and trial.gain < 1


def test_a_gain_within_a_few_per_cent_is_none() -> None:
    assert not compare("x", (), predicting(1.0, 1.0, 1.0), predicting(0.999, 0.999, 0.999)).helped


def test_the_gain_over_what_is_not_finite_or_exploded_counts_from_the_start() -> None:
    for ends in ([float("inf")] * 3, [1e9] * 3):
        trial = compare("x", (), predicting(*ends), predicting(1.0, 1.0, 1.0))  # from (4 - 0.75)² + 1/16 to 0.125
        assert trial.helped
        assert (trial.gain, trial.after) == pytest.approx((85.0, 0.125))


def test_what_stays_as_it_was_did_not_help() -> None:
    base = trained(moons(), epochs=2)
    trial = compare("x", NOTHING, base, trained(moons(), epochs=2))
    assert not trial.helped
    assert trial.gain == 1.0


def test_other_losses_are_compared_by_what_is_answered_rightly() -> None:
    one, other = trained(moons(), epochs=15), trained(moons(loss="mse"), epochs=15)
    assert common_metric([one, other]) == "val/accuracy"
    assert (measured(one, "val/accuracy") > 0.7).all()
    assert (measured(other, "val/accuracy") > 0.7).all()


def test_the_same_loss_on_another_output_is_another_loss() -> None:
    assert common_metric([trained(moons(), epochs=1), trained(moons(output="relu"), epochs=1)]) == "val/accuracy"


def test_numbers_under_other_losses_are_compared_by_squared_error() -> None:
    base = half(4, epochs=1)
    other = base | {"training": base["training"] | {"loss": "mae"}}
    assert common_metric([trained(base, epochs=1), trained(other, epochs=1)]) == "train/mse"


def test_penalties_do_not_count_as_loss() -> None:
    value = half(4, epochs=1)
    value["model"] = {"layers": [dense(1, l2=10.0)]}
    base = trained(value, epochs=1)
    made = _with(base, 0.0, [1.0])
    assert measured(made, "train/loss").tolist() == pytest.approx([np.mean([0.25, 0, 0.25, 1.0])])


def test_a_variant_changes_what_its_patch_says_and_keeps_the_data() -> None:
    base = prepared(half())
    changed = variant(base, LOWER)
    assert changed.spec.training.learning_rate == 0.005
    assert changed.examples is base.examples
    assert base.spec.training.learning_rate == 0.01


def test_a_variant_of_the_data_is_loaded_anew() -> None:
    changed = variant(prepared(half()), ({"op": "add", "path": "/data/scale", "value": "standard"},))
    assert changed.x.mean() == pytest.approx(0, abs=1e-12)


def test_a_scaled_target_is_measured_in_the_units_that_it_was_given_in() -> None:
    plain, scaled = trained(half(4), seeds=1, epochs=1), trained(half(4, scale_target="standard"), seeds=1, epochs=1)
    assert common_metric([plain, scaled]) == "train/mse"
    mean = _with(scaled, 0.0, [0.0])  # 0 is the mean, 1.25
    assert measured(mean, "train/mse").tolist() == pytest.approx([np.var([0.5, 1.0, 1.5, 2.0])])
    assert scaled.run["train/loss"].values / scaled.trained[0].run["train/loss"].values == pytest.approx(0.3125)


def test_one_seed_gives_the_same_outcome_alone_and_in_company() -> None:
    both = outcomes([(prepared(moons()), 2), (prepared(moons(0.1)), 2)], Budget.of(1e9, Ticking(0)), range(2))
    alone = trained(moons(0.1), 2, 2)
    assert measured(both[1], "val/loss").tolist() == measured(alone, "val/loss").tolist()

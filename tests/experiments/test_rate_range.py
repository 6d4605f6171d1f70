import numpy as np
import pytest

from analyzers.experiments.budget import Budget
from analyzers.experiments.rate_range import RateRange, _judged, rate_range, start_loss
from tests.experiments.specs import Json, Ticking, half, moons, prepared, tried


def found(value: Json, count: int = 16) -> RateRange:
    return rate_range(prepared(value), Budget.of(1e9, Ticking(0)), 0.0, count)


def test_the_largest_stable_rate_is_below_the_limit_that_the_curvature_sets() -> None:
    limit = 0.0069315
    judged = found(half())
    step = judged.rates[1] / judged.rates[0]
    assert judged.largest_stable is not None
    assert limit / step < judged.largest_stable < limit
    assert judged.suggested is not None
    assert judged.suggested <= judged.largest_stable / 2


def test_the_rates_are_even_in_their_logarithm_and_hold_the_rate_in_use() -> None:
    judged = found(moons(), 9)
    assert np.diff(np.log(judged.rates)) == pytest.approx(np.log(judged.rates[1] / judged.rates[0]))
    assert judged.rates[0] < 0.01 < judged.rates[-1]


def test_the_losses_stand_in_the_order_of_their_rates() -> None:
    judged = found(half(rate=1e-4))
    assert judged.losses[0] > judged.losses[6]
    assert np.isnan(judged.losses[-1])


def test_where_no_rate_is_stable_lower_ones_are_looked_at() -> None:
    judged = found(half(x=[[float(1000 * n)] for n in range(1, 21)]))
    assert judged.largest_stable is not None
    assert judged.largest_stable < 1e-8


def test_a_rate_of_zero_is_measured_around_the_usual_one() -> None:
    judged = found(moons(rate=0.0))
    assert judged.rates[0] == pytest.approx(1e-5)
    assert judged.suggested


def test_where_no_rate_learns_anything_none_is_the_fastest() -> None:
    judged = found(moons(output="softmax"))  # of one unit: always 1
    assert judged.largest_stable is not None
    assert (judged.fastest, judged.suggested) == (None, None)


@pytest.mark.parametrize("seed", range(5))
def test_the_lowest_of_many_noisy_losses_is_not_the_fastest(seed: int) -> None:
    rates = np.geomspace(1e-5, 1, 16)
    noise = np.random.default_rng(seed).normal(0, 0.01, 16)
    flat = _judged(rates, 2.3 + noise, 2.3, 10, True, 1.0)
    assert flat.fastest is None
    valley = 0.3 * np.exp(-(np.log10(rates / 1e-2) ** 2))
    assert _judged(rates, 2.3 - valley + noise, 2.3, 10, True, 1.0).fastest == pytest.approx(1e-2, rel=9)


def test_without_time_it_trains_for_one_epoch_and_says_that_it_is_not_complete() -> None:
    judged = rate_range(prepared(moons()), Budget.of(1.0, Ticking(0.4)), 100.0)
    assert judged.epochs == 1
    assert not judged.complete


def test_the_loss_before_training_is_that_of_the_first_weights() -> None:
    assert start_loss(prepared(moons())) == pytest.approx(found(moons(rate=1e-9), 3).start)


def test_where_the_loss_turns_late_there_are_fewer_rates_for_longer() -> None:
    budget = Budget.of(1.0, Ticking(0))
    short = rate_range(prepared(moons()), budget, 0.01)
    late = rate_range(prepared(moons()), budget, 0.01, needed=12)
    assert (len(short.rates), len(late.rates)) == (16, 8)
    assert short.epochs < 12 <= late.epochs


def test_a_range_that_would_end_before_anything_shows_is_left_out() -> None:
    done = tried(moons(rate=1e-3, epochs=400), 1.0, Ticking(0.002), ask=["range"])
    assert done.range is None
    assert any("range" in note for note in done.notes)

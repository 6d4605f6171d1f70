"""Medians, means and deviations."""

import numpy as np
import pytest

from analyzers.signals.summary import deviation, highest, is_constant, lie_within, lowest, mean, median, medians, reach

DRAW = np.random.default_rng(0)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 501, 4_000])
def test_it_is_numpys_median(count: int) -> None:
    table = DRAW.standard_normal((7, count))
    assert [median(row) for row in table] == np.median(table, axis=1).tolist()
    assert medians(table).tolist() == np.median(table, axis=1).tolist()


def test_the_values_stay_in_their_order() -> None:
    values = DRAW.standard_normal(9)
    before = values.copy()
    median(values)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("count", [1, 2, 9, 50, 3_000])
def test_they_are_numpys(count: int) -> None:
    values = DRAW.standard_normal(count)
    ours = mean(values), deviation(values), highest(values), lowest(values), reach(values)
    assert ours == pytest.approx((values.mean(), values.std(), values.max(), values.min(), np.ptp(values)), abs=1e-15)


@pytest.mark.parametrize(
    ("values", "width", "within"),
    [
        ([2.0, 2.5, 2.1], 0.5, True),
        ([2.0, 2.5, 2.0], 0.4, False),
        ([2.0, 2.0, 2.5], 0.4, False),
        ([np.nan] * 3, 1.0, False),
        ([2.0, np.nan, 2.0], 1.0, False),
        ([np.inf] * 3, 1.0, False),
    ],
)
def test_values_lie_within_a_width_or_do_not(values: list[float], width: float, within: bool) -> None:
    with np.errstate(invalid="ignore"):
        assert lie_within(np.array(values), width) is within


def test_one_finite_value_all_along_is_constant() -> None:
    assert is_constant(np.full(4, 0.1))
    assert not is_constant(np.array([0.1, 0.2, 0.1]))

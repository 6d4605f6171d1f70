import numpy as np
import pytest

from analyzers.run import Series
from analyzers.thinning import thinned


def test_a_short_series_stays_as_it_is() -> None:
    series = Series.of([3.0, 2.0, 1.0])
    assert thinned(series) is series


@pytest.mark.parametrize("count", [2001, 5000, 123_457])
def test_a_long_series_keeps_its_extremes_and_its_order(count: int) -> None:
    values = np.random.default_rng(0).standard_normal(count)
    short = thinned(Series.of(values), 2000)
    assert len(short) <= 2000
    assert (short.values.min(), short.values.max()) == (values.min(), values.max())
    assert np.array_equal(short.values, values[short.steps - 1])


def test_one_lost_record_among_many_is_still_there() -> None:
    values = np.linspace(2, 1, 50_000)
    values[31_415] = np.nan
    short = thinned(Series.of(values))
    assert np.isnan(short.values).sum() == 1

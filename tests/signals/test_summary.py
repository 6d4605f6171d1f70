"""Medians."""

import numpy as np
import pytest

from analyzers.signals.summary import median, medians

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

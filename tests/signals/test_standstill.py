import numpy as np
import pytest

from analyzers.signals.standstill import standstill


def test_a_standstill_is_measured_against_its_level_and_chance() -> None:
    found = standstill(np.array([3.0, 2.0, 1.5, 1.5, 1.5, 1.5]), chance=1.0)
    assert found is not None
    assert (found.start, found.excess, found.spread) == pytest.approx((2.0, 0.5, 1.0))
    assert found.falling == pytest.approx(0.4)


def test_a_creep_of_less_than_the_printed_digits_is_one() -> None:
    found = standstill(np.array([2.092, 2.092, 2.092, 2.091, 2.091, 2.091, 2.09, 2.09]), 2.079)
    assert found is not None and found.falling == 1.0


def test_a_creep_falls_in_every_record_and_a_frozen_loss_in_none() -> None:
    creep, frozen = standstill(np.linspace(2.3, 2.29, 10), 2.3), standstill(np.full(10, 2.3), 2.3)
    assert creep is not None and creep.falling == 1.0
    assert frozen is not None and (frozen.falling, frozen.spread) == (0.0, 0.0)


@pytest.mark.parametrize("values", [[], [1.0, 1.0, np.nan], [1.0, 0.0, 1.0, 1.0], [np.inf] * 5])
def test_too_few_or_other_values_are_not_measured(values: list[float]) -> None:
    assert standstill(np.array(values), 1.0) is None

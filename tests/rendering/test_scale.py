import numpy as np
import pytest

from analyzers.rendering.scale import Scale, fitting, label


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (-3.0, 7.5), (0.2314, 0.2315), (1e-9, 2e-9), (0.0, 1e13), (5.0, 5.5)]
)
def test_ticks_are_few_inside_and_evenly_spaced(low: float, high: float) -> None:
    ticks = Scale(low, high).ticks()
    assert 2 <= len(ticks) <= 8
    assert low <= ticks[0] and ticks[-1] <= high
    np.testing.assert_allclose(np.diff(ticks), ticks[1] - ticks[0], rtol=1e-6)


def test_a_logarithmic_axis_has_powers_of_ten() -> None:
    assert Scale(0.5, 2e13, log=True).ticks(4) == (1.0, 1e4, 1e8, 1e12)


def test_a_counting_axis_has_whole_numbers() -> None:
    assert Scale(1.0, 6.0).ticks(8, whole=True) == (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)


def test_places_run_from_0_to_1() -> None:
    np.testing.assert_allclose(Scale(1.0, 100.0, log=True).place(np.array([1.0, 10.0, 100.0, 1e9])), [0, 0.5, 1, 1])
    np.testing.assert_allclose(Scale(-1.0, 1.0).place(np.array([-1.0, 0.0, 1.0])), [0, 0.5, 1])


def test_a_wide_range_of_positive_values_calls_for_a_logarithmic_axis() -> None:
    assert fitting(np.array([450.0, 1e13])).log
    assert not fitting(np.array([0.1, 2.3])).log
    assert not fitting(np.array([0.0, 1e13])).log


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [0.0, 0.0], [np.inf, 1.0], [1e-320, 1e308]])
def test_any_values_give_an_axis_with_room(values: list[float]) -> None:
    scale = fitting(np.array(values))
    assert np.isfinite([scale.low, scale.high]).all() and scale.low < scale.high
    assert np.isfinite(scale.place(np.array([scale.low, scale.high]))).all()


def test_numbers_are_short() -> None:
    assert [label(value) for value in (-0.5, 1e-12, 123456.0)] == ["−0.5", "1e-12", "1.23e5"]

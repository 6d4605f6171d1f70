import numpy as np
import pytest

from analyzers.run import Series
from analyzers.signals.noise import resolution, scatter
from analyzers.signals.shape import measure, shape, trend, window
from analyzers.signals.smoothing import POINTS, binned, running_mean
from tests.curves import falling, flat, noisy, straight


@pytest.mark.parametrize("count", [200, 2000, 50_000, 1_000_000])
def test_noise_is_measured_under_a_steep_course(count: int) -> None:
    assert scatter(noisy(falling(count, 100.0, 1.0), 0.05)) == pytest.approx(0.05, rel=0.2)


@pytest.mark.parametrize("curve", [flat(1.0), straight(), np.linspace(0, 1, 40) ** 2], ids=["flat", "line", "parabola"])
def test_smooth_curves_have_no_noise(curve: np.ndarray) -> None:
    assert scatter(curve) == pytest.approx(0, abs=1e-12)


def test_a_short_steep_fall_is_not_noise() -> None:
    assert measure(falling(6, 2.0, 0.1, bend=3)).noise < 0.1
    assert scatter(np.array([1.0, 2.0, 3.0])) == 0


def test_single_spikes_do_not_change_the_noise() -> None:
    calm = noisy(flat(1.0, 200), 0.01)
    spiked = calm.copy()
    spiked[[50, 120]] = 1e6
    assert scatter(spiked) == pytest.approx(scatter(calm), rel=0.2)


def test_levels_of_a_fall_that_turns() -> None:
    found = measure(np.concatenate((straight(50, 2.0, 1.0), straight(50, 1.0, 1.5))))
    assert found.start == pytest.approx(2.0, abs=0.06)
    assert found.low == pytest.approx(1.0, abs=0.03)
    assert found.end == pytest.approx(1.5, abs=0.06)
    assert (found.drop, found.rise) == (found.start - found.low, found.end - found.low)
    assert found.low_at == pytest.approx(50, abs=2)


def test_long_curves_are_binned_and_keep_their_record_numbers() -> None:
    found = measure(straight(100_001, 1.0, 0.0))
    assert len(found) <= POINTS + 1
    assert found.records == 100_001
    assert found.index[-1] <= 100_000
    assert np.all(np.diff(found.index) > 0)


def test_non_finite_records_are_left_out_but_counted() -> None:
    found = measure(np.array([1.0, np.nan, 3.0, np.inf]))
    assert (found.records, found.curve.tolist(), found.index.tolist()) == (4, [1.0, 3.0], [0, 2])
    assert shape(Series.of([np.nan, np.nan])) is None


def test_a_series_is_measured_once() -> None:
    series = Series.of(falling())
    assert shape(series) is shape(series)


def test_bins_are_medians() -> None:
    values = np.tile([1.0, 1.0, 1.0, 9.0], 1000)
    assert len(binned(values)) == 2000
    assert len(binned(np.arange(2001.0))) == 1001 or len(binned(np.arange(2001.0))) == 1000
    assert set(binned(np.tile([1.0, 1.0, 9.0], 2000)).tolist()) == {1.0}


def test_the_running_mean_keeps_ends_in_place_and_is_odd() -> None:
    line = straight(40)
    np.testing.assert_allclose(running_mean(line, 5), line)
    assert [window(count) for count in (5, 24, 60)] == [1, 3, 5]


def test_luck_bounds_the_rise_of_pure_noise() -> None:
    runs = [measure(noisy(flat(1.0, 60), 0.1, seed)) for seed in range(200)]
    assert np.mean([found.rise > found.luck for found in runs]) < 0.1


def test_trend_measures_slope_and_certainty() -> None:
    found = trend(noisy(straight(100, 1.0, 0.0), 0.1))
    assert found.change == pytest.approx(-1.0, rel=0.1)
    assert found.z < -20
    flat_z = [trend(noisy(flat(1.0, 100), 0.1, seed)).z for seed in range(300)]
    assert np.std(flat_z) == pytest.approx(1.0, rel=0.15)
    assert trend(np.array([1.0, 2.0])).z == 0


def test_resolution_tells_the_last_printed_digit() -> None:
    assert resolution(0.0021) == pytest.approx(1e-4)
    assert resolution(207.0) == 1.0

import numpy as np
import pytest

from analyzers.signals.forecast import forecast
from analyzers.signals.spikes import alternation, episodes, spikes
from tests.curves import falling, flat, growing, noisy, scattered, with_values


@pytest.mark.parametrize("count", [100, 10_000, 300_000])
def test_finds_exactly_the_spikes(count: int) -> None:
    at = {count // 3: 5.0, count // 2: 8.0}
    assert spikes(with_values(noisy(flat(1.0, count), 0.02), at), 10, 1.5).tolist() == list(at)


@pytest.mark.parametrize(
    "curve", [scattered(falling(5000), 0.3), growing(60), falling(5)], ids=["noise", "up", "short"]
)
def test_no_spikes(curve: np.ndarray) -> None:
    assert len(spikes(curve, 10, 1.5)) == 0


def test_neighbouring_spikes_are_one_episode() -> None:
    assert episodes(np.array([3, 4, 9, 50]), 300) == [(3, 9), (50, 50)]
    assert episodes(np.array([3, 4, 9]), 30) == [(3, 4), (9, 9)]
    assert episodes(np.empty(0, np.int64), 30) == []


def test_alternation_tells_rhythm_noise_and_smoothness_apart() -> None:
    assert alternation(np.where(np.arange(400) % 2, 1.0, 0.0))[0] < -0.9
    assert alternation(noisy(flat(0.0, 2000), 1.0))[0] == pytest.approx(-0.5, abs=0.1)
    assert alternation(np.sin(np.arange(400) / 30))[0] > 0.5
    assert alternation(flat(1.0)) == (0.0, 0.0)


@pytest.mark.parametrize("exponent", [0.3, 0.5, 1.0, 2.0])
def test_the_forecast_of_a_power_law_holds_the_truth(exponent: float) -> None:
    t = np.arange(1.0, 81.0)
    curve = 0.2 + 2.0 * t**-exponent
    found = forecast(curve[:40], 40)
    assert found is not None
    assert found.low <= curve[-1] <= found.high
    assert found.value == pytest.approx(curve[-1], rel=0.05)


def test_the_forecast_of_noisy_curves_holds_the_truth_mostly() -> None:
    t = np.arange(1.0, 101.0)
    truth = 0.2 + 2.0 * t**-0.7
    found = [forecast(noisy(truth, 0.02, seed)[:50], 50) for seed in range(50)]
    assert np.mean([each is not None and each.low <= truth[-1] <= each.high for each in found]) >= 0.9
    assert forecast(truth[:5], 5) is None


@pytest.mark.parametrize("draw", range(20))
def test_a_look_at_blocks_misses_no_spike(draw: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(draw)
    count = int(random.integers(20, 3000))
    values = np.exp(random.normal(0, random.uniform(0.01, 1), count)) * np.linspace(3, random.uniform(0.1, 4), count)
    values = with_values(values, {int(at): 20.0 for at in random.integers(0, count, draw % 3)}) - (draw % 5 == 0)
    every = spikes(values, 6, 1.5).tolist()
    monkeypatch.setattr("analyzers.signals.spikes.LONG", 0)
    assert spikes(values, 6, 1.5).tolist() == every

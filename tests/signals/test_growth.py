import numpy as np
import pytest

from analyzers.signals.growth import critical, growth
from tests.curves import falling, flat, growing

SUM_OF_SQUARES = {10: 78.580, 16: 188.549, 17: 211.546, 18: 235.877, 20: 288.539057}
"""Largest Hessian eigenvalue of a line fitted to x = 1…n by mean squared error."""


def largest_eigenvalue(count: int) -> float:
    x = np.arange(1.0, count + 1)
    hessian = 2 / count * np.array([[np.sum(x * x), np.sum(x)], [np.sum(x), count]])
    return float(np.linalg.eigvalsh(hessian)[-1])


@pytest.mark.parametrize(("count", "expected"), SUM_OF_SQUARES.items())
def test_the_curvature_follows_from_the_growth(count: int, expected: float) -> None:
    curvature = largest_eigenvalue(count)
    assert curvature == pytest.approx(expected, abs=5e-4)
    ratio = (1 - 0.01 * curvature) ** 2
    if ratio > 1:
        assert critical(ratio, 0.01, 1).curvature == pytest.approx(curvature)


@pytest.mark.parametrize(("count", "ratio"), [(17, 1.244), (18, 1.846), (20, 3.554697)])
def test_published_growth_factors(count: int, ratio: float) -> None:
    assert (1 - 0.01 * largest_eigenvalue(count)) ** 2 == pytest.approx(ratio, abs=5e-4)


@pytest.mark.parametrize("steps", [1, 2, 34])
def test_steps_per_record_are_taken_into_account(steps: int) -> None:
    found = critical((1 - 0.02 * 150) ** (2 * steps), 0.02, steps)
    assert found.curvature == pytest.approx(150)
    assert found.learning_rate == pytest.approx(2 / 150)
    assert found.rate_times_curvature == pytest.approx(3.0)


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99])
def test_momentum_is_taken_into_account(momentum: float) -> None:
    rate_times_curvature = 2 * (1 + momentum) * 1.1
    roots = np.roots([1, -(1 + momentum - rate_times_curvature), momentum])
    ratio = float(np.abs(roots).max()) ** 2
    found = critical(ratio, 0.01, 1, momentum)
    assert found.rate_times_curvature == pytest.approx(rate_times_curvature)
    assert found.learning_rate == pytest.approx(2 * (1 + momentum) / found.curvature)


def test_growth_starts_where_the_fall_ends() -> None:
    found = growth(np.concatenate((falling(20), growing(10, 0.3, 1.8))))
    assert found is not None
    assert (found.first, found.last) == (19, 29)
    assert found.ratio == pytest.approx(1.8, rel=0.02)
    assert found.fit > 0.99


def test_growth_stops_before_nan() -> None:
    found = growth(np.append(growing(10), [np.nan, np.nan]))
    assert found is not None
    assert (found.first, found.last, found.ratio) == (0, 9, pytest.approx(1.5))


@pytest.mark.parametrize("curve", [falling(), flat(1.0), [1.0, 2.0], [np.nan] * 5, [-1.0, -0.5, -0.2]], ids=str)
def test_no_growth(curve: list[float]) -> None:
    assert growth(np.asarray(curve)) is None

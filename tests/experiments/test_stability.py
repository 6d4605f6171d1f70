"""The curvature, at the start and along the replay."""

import numpy as np
import pytest

from analyzers.experiments.budget import Budget
from analyzers.experiments.replay import replay
from analyzers.experiments.stability import Along, Stability
from tests.experiments.specs import Json, Ticking, dense, half, moons, prepared, tried


def stability(value: Json) -> Stability:
    made, budget = prepared(value), Budget.of(1e9, Ticking(0))
    along = Along(made, budget)
    replay(made, budget, along)
    found = along.stability(1e9)
    assert found is not None
    return found


@pytest.mark.parametrize(("count", "limit"), [(10, 0.0254518), (16, 0.0106073), (17, 0.0094542), (20, 0.0069315)])
def test_the_limit_of_gradient_descent_is_two_over_the_curvature(count: int, limit: float) -> None:
    found = stability(half(count, epochs=3))
    assert found.start.learning_rate_limit == pytest.approx(limit, rel=1e-4)


def test_momentum_raises_the_limit() -> None:
    value = half(epochs=3)
    value["training"]["optimizer"]["momentum"] = 0.9
    assert stability(value).start.learning_rate_limit == pytest.approx(0.0069315 * 1.9, rel=1e-4)


def chebyshev(name: str, rate: float, epochs: int) -> Json:
    """The fourth Chebyshev polynomial on 20 points, by two layers of tanh, all examples in one step."""
    x = np.linspace(-1, 1, 20)
    value = half(rate=rate, epochs=epochs, name=name, x=x[:, None].tolist(), y=np.cos(4 * np.arccos(x)).tolist())
    return value | {"model": {"layers": [dense(20, "tanh"), dense(20, "tanh"), dense(1)]}}


@pytest.mark.parametrize(
    ("name", "rate", "epochs"), [("sgd", 0.1, 1600), ("adam", 0.01, 1000), ("rmsprop", 0.003, 800)]
)
def test_the_curvature_rises_until_the_limit_is_the_rate_and_hovers_there(name: str, rate: float, epochs: int) -> None:
    limits = [point.learning_rate_limit or 0.0 for point in stability(chebyshev(name, rate, epochs)).points]
    assert len(limits) > 15
    assert np.median(limits[-5:]) == pytest.approx(rate, rel=0.2)


def test_the_curvature_is_among_the_curves_of_the_replay() -> None:
    done = tried(moons(epochs=30), ask=["replay", "stability"])
    assert done.replay is not None
    limits = done.replay.run["stability_limit"]
    assert limits.steps.tolist() == done.replay.run["sharpness"].steps.tolist()
    assert (limits.steps[0], limits.steps[-1]) == (0, 30)
    assert (limits.values > 0).all()


def test_looks_at_the_curvature_take_a_small_share_of_the_time() -> None:
    made, budget = prepared(moons(epochs=400)), Budget.of(30.0, Ticking(0.004))
    along = Along(made, budget)
    replay(made, budget, along)
    assert 0 < along.spent <= 0.06 * budget.seconds


def test_an_adaptive_optimizer_beyond_its_first_limit_is_no_finding() -> None:
    done = tried(chebyshev("adam", 0.03, 100), ask=["checks", "replay", "stability"])
    assert done.stability is not None
    assert (done.stability.start.learning_rate_limit or 1.0) < 0.03
    assert "learning_rate_above_stability_limit" not in {found.code for found in done.checks}

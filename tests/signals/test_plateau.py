import numpy as np
import pytest

from analyzers.signals.noise_floor import rate_drop
from analyzers.signals.plateau import delay, tail
from analyzers.signals.progress import progress, warms_up
from analyzers.signals.shape import measure
from tests.curves import delayed, falling, flat, noisy, run, straight


@pytest.mark.parametrize("wait", [5, 12, 25])
def test_a_delay_is_as_long_as_it_is(wait: int) -> None:
    found = delay(measure(delayed(40, wait)))
    assert found is not None
    assert found.last == pytest.approx(wait - 1, abs=1.5)
    assert found.level == pytest.approx(2.303, abs=0.02)
    assert found.speed_up > 5


@pytest.mark.parametrize("curve", [flat(1.0), falling(5)], ids=["flat", "short"])
def test_no_delay(curve: np.ndarray) -> None:
    assert delay(measure(curve)) is None


def test_the_tail_of_a_line_is_a_third_of_its_fall() -> None:
    found = tail(measure(straight(90, 1.0, 0.0)))
    assert found.first == 60
    assert found.left == pytest.approx(1 / 3, abs=0.02)
    assert tail(measure(noisy(flat(1.0, 90), 0.1))).z == pytest.approx(0, abs=3)


def test_a_line_is_even_and_an_exponential_is_not() -> None:
    assert progress(measure(straight(101, 2.0, 1.0))).evenness == pytest.approx(1.0, abs=0.1)
    assert progress(measure(falling(100))).evenness < 0.1
    assert progress(measure(straight(101, 2.0, 1.0))).fallen == pytest.approx(0.5, abs=0.05)


def test_a_drop_of_the_rate_that_lowers_the_loss() -> None:
    loss = noisy(np.append(flat(1.0, 50), flat(0.6, 50)), 0.02)
    found = rate_drop(run(loss, lr=np.append(flat(0.1, 50), flat(0.01, 50))), "train/loss")
    assert found is not None
    assert found.before == pytest.approx(1.0, abs=0.03)
    assert found.after == pytest.approx(0.6, abs=0.03)
    assert (
        rate_drop(run(noisy(flat(1.0, 100), 0.02), lr=np.append(flat(0.1, 50), flat(0.01, 50))), "train/loss") is None
    )
    assert rate_drop(run(loss), "train/loss") is None


def test_a_rate_that_still_rises_is_a_warm_up() -> None:
    assert warms_up(run(flat(1.0), lr=straight(40, 0, 1e-3)))
    assert not warms_up(run(flat(1.0), lr=flat(1e-3)))
    assert not warms_up(run(flat(1.0)))

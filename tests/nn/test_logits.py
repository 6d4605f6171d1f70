"""Cross-entropy from logits far apart, where e to their difference is beyond the numbers of the precision."""

import numpy as np
import pytest

from analyzers.nn.losses import CategoricalCrossentropy

LOSS = CategoricalCrossentropy(from_logits=True)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("ahead", [1.0, 87.0, 90.0, 750.0, 1e4])
@np.errstate(all="ignore")
def test_another_class_may_lead_the_target_by_any_number(ahead: float, precision: type) -> None:
    losses, d = compare([[0.0, ahead, -5.0], [ahead, 0.0, 0.0]], precision)
    assert losses[0] == pytest.approx(np.logaddexp.reduce([0.0, ahead, -5.0]), rel=1e-6)
    assert losses[1] == pytest.approx(np.log1p(2 * np.exp(-ahead)), rel=1e-5, abs=1e-15)
    shares = np.exp([0.0, ahead, -5.0] - np.logaddexp.reduce([0.0, ahead, -5.0]))
    assert d[:, 0] == pytest.approx(shares - [1, 0, 0], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("classes", [3, 300])
@np.errstate(all="ignore")
def test_an_example_that_overflows_changes_no_bit_of_its_neighbours(classes: int) -> None:
    y = np.random.default_rng(0).standard_normal((classes, 5, 32)).astype(np.float32)
    t = np.zeros((classes, 1, 32), np.float32)
    t[0] = 1
    alone, together = np.empty_like(y), np.empty_like(y)
    expected = LOSS.compare(y, t, alone)
    y[1, 2, 7] = 200
    found = LOSS.compare(y, t, together)
    assert found[2, 7] == pytest.approx(200 - y[0, 2, 7])
    others = np.ones((5, 32), np.bool_)
    others[2, 7] = False
    np.testing.assert_array_equal(found[others], expected[others])
    np.testing.assert_array_equal(together[:, others], alone[:, others])


@np.errstate(all="ignore")
def test_infinite_logits_are_not_a_number_as_in_other_libraries() -> None:
    losses, _ = compare([[np.inf, 0.0, 0.0], [1.0, 0.0, 0.0]], np.float32)
    assert np.isnan(losses[0])
    assert losses[1] == pytest.approx(np.log(1 + 2 / np.e))


def compare(logits: list[list[float]], precision: type) -> tuple[np.ndarray, np.ndarray]:
    """The losses of examples of class 0, and the gradients class by class."""
    y = np.array(logits, precision).T[:, None]
    t, d = np.zeros_like(y), np.empty_like(y)
    t[0] = 1
    return LOSS.compare(y, t, d)[0], d[:, 0]

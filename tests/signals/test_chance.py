import math

import numpy as np
import pytest

from analyzers.signals.chance import accounting, classes_of, clipped, entropy, levels
from analyzers.signals.guessing import guess, settled
from analyzers.signals.shape import measure
from tests.curves import falling, flat, noisy, run, straight


def test_accounting_of_34_minibatches_divided_by_33() -> None:
    assert accounting(1080, 32) == pytest.approx(34 / 33)
    assert accounting(1080, 32) * math.log(6) == pytest.approx(1.84606, abs=1e-5)
    assert accounting(1024, 32) == 1


@pytest.mark.parametrize(("share", "classes"), [(0.16666667, 6), (0.1, 10), (0.5, 2), (0.0999, None), (0.46, None)])
def test_classes_are_counted_from_a_share(share: float, classes: int | None) -> None:
    assert classes_of(share) == classes


def test_levels_of_ten_classes() -> None:
    softmax, sigmoid = levels(10)
    assert softmax.loss == pytest.approx(2.302585)
    assert sigmoid.loss == pytest.approx(0.325083, abs=1e-6)
    assert entropy(0.0) == entropy(1.0) == 0


def test_known_clipped_logarithms() -> None:
    assert "float32" in (clipped(flat(87.3365, 3)) or "")
    assert "Keras" in (clipped(flat(float(-np.log(1e-7)), 3)) or "")
    assert clipped(flat(2.3, 3)) is None
    assert clipped(flat(87.3365, 1)) is None


def test_a_settled_curve_has_a_level() -> None:
    assert settled(measure(noisy(flat(2.3), 0.01))) == pytest.approx(2.3, abs=0.01)
    assert settled(measure(straight())) is None
    assert settled(measure(falling(40, bend=2))) is None


def test_the_nearest_kind_of_chance_is_named() -> None:
    found = guess(run(noisy(flat(math.log(7)), 1e-3)))
    assert found is not None
    assert found.classes == 7
    assert found.confidence < 0.8


def test_an_accuracy_that_agrees_makes_it_sure() -> None:
    found = guess(run(noisy(flat(math.log(7)), 1e-3), accuracy=noisy(flat(1 / 7), 0.01)))
    assert found is not None
    assert found.confidence > 0.9

import numpy as np
import pytest

from analyzers.rules import collapsed
from tests.curves import falling, flat, growing, noisy, run, scattered, straight, with_values

LN10 = float(np.log(10))
FIRES = {
    "back to chance": run(np.append(falling(20, 2.35, 1.2), flat(LN10, 20))),
    "after two records": run([2.3034, 2.29, 2.234] + [LN10] * 13),
    "in noisy batches": run(scattered(np.append(falling(50, 1.1, 0.4), flat(1.03, 70)), 0.1)),
    "three records of a constant, of six": run(
        [1.2, 0.9, 0.8, 2.30, 2.31, 2.30], accuracy=[0.5, 0.6, 0.7, 0.1, 0.1, 0.1]
    ),
    "a piece that begins late, back to chance of ten classes": run(
        [1.01, 0.89, 0.73, 0.78, 2.14, 2.27, 2.28, 2.25], accuracy=[0.73, 0.71, 0.77, 0.76, 0.21, 0.13, 0.15, 0.19]
    ),
    "an accuracy alone": run(accuracy=[0.62, 0.71, 0.75, 0.1, 0.1, 0.1, 0.1]),
    "an accuracy alone that goes down and down": run(accuracy=straight(20, 0.9, 0.1)),
    "an accuracy alone, up and down": run(val_accuracy=np.append(straight(10, 0.3, 0.9), straight(12, 0.9, 0.15))),
    "a reward that is lost again": run(train__reward=np.append(straight(20, -200, -50), straight(20, -60, -210))),
    "with a little noise": run(noisy(np.append(falling(30, 2.35, 0.9), flat(LN10, 30)), 0.01)),
}
QUIET = {
    "falls": run(falling()),
    "flat all along": run(flat(LN10)),
    "back to a loss that is no chance of any number of classes near that accuracy": run(
        [1.01, 0.89, 0.73, 0.78, 2.14, 2.27, 2.28, 2.25], accuracy=[0.73, 0.71, 0.77, 0.76, 0.41, 0.43, 0.45, 0.39]
    ),
    "one record far below the others": run(
        [0.0044, 0.0043, 0.0044, 0.0044, 0.0044, 0.0044, 0.0044, 0.0017, *[0.0043] * 6]
    ),
    "one spike": run(with_values(falling(), {20: 2.3})),
    "grows without end": run(np.append(falling(20), growing(20, 0.3, 1.6))),
    "comes back": run(np.concatenate((falling(20, 2.35, 1.2), flat(LN10, 5), falling(20, LN10, 0.5)))),
    "noise": run(noisy(flat(1.0, 100), 0.1)),
    "a reward that scatters": run(train__reward=noisy(np.append(straight(20, 10, 14), straight(20, 14, 10)), 5.0)),
    "a reward that is nearly kept": run(train__reward=np.append(straight(20, -200, -50), straight(20, -50, -90))),
    "an accuracy that keeps half of its gain": run(accuracy=[0.3, 0.6, 0.8, 0.5, 0.5, 0.5, 0.5]),
    "an accuracy that is on its way back": run(accuracy=[0.5, 0.6, 0.7, 0.1, 0.2, 0.4, 0.6]),
    "a running mean that began with a lucky batch": run(accuracy=straight(20, 0.9, 0.1), unit="step"),
    "an accuracy alone that loses a little": run(accuracy=np.append(straight(10, 0.3, 0.9), straight(12, 0.9, 0.75))),
    "a slow climb": run(np.append(falling(20, 2.35, 1.2), straight(20, 1.2, 2.3))),
}


def test_tells_when_and_to_what_it_fell_back() -> None:
    (found,) = collapsed.RULE.on(FIRES["back to chance"])
    assert found.where is not None
    assert found.where.first == pytest.approx(21, abs=1)
    assert found.evidence["constant"].value == pytest.approx(LN10)
    assert found.evidence["lowest"].value == pytest.approx(1.2, abs=0.01)


def test_a_reward_that_is_lost_again_is_told_with_its_best_record() -> None:
    (found,) = collapsed.RULE.on(FIRES["a reward that is lost again"])
    assert found.headline.startswith("The reward had risen from -196.1 to -5")
    assert found.severity == "warning"
    assert found.evidence["best_epoch"].value == pytest.approx(20, abs=1)

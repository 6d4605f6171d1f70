import numpy as np
import pytest

from analyzers.rules import late_plateau
from analyzers.run import Run, Series
from tests.curves import falling, flat, noisy, run, straight

DROP = np.concatenate((falling(60, 2.3, 0.8, 12), falling(60, 0.5, 0.45, 12)))
PIECE = Series(np.arange(504, 520), noisy(flat(101.2, 16), 0.2), "step")
FIRES = {
    "a piece that does not move": Run({"train/loss": PIECE}),
    "all in the first record": run([1.826, 1.316, 1.373, 1.297, 1.304, 1.242, 1.27, 1.338, 1.281, 1.277, 1.301, 1.333]),
    "falls, then scatters": run(noisy(falling(60, 2.3, 1.0, bend=20), 0.03)),
    "smooth": run(falling(60, 2.3, 1.0, bend=20)),
    "a drop of the rate lowered it": run(noisy(DROP, 0.02), lr=np.append(flat(0.1, 60), flat(0.01, 60))),
}
QUIET = {
    "a piece that falls": Run({"train/loss": Series(np.arange(504, 520), straight(16, 2.0, 1.6), "step")}),
    "a noisy piece": Run({"train/loss": Series(np.arange(504, 520), noisy(flat(1.0, 16), 0.1), "step")}),
    "noise after a lucky first record": run(np.append(0.9, noisy(flat(1.0, 30), 0.03))),
    "falls to nothing": run(falling(60, 2.3, 0.001, bend=20)),
    "right nearly always": run(falling(60, 2.3, 0.1, bend=20), accuracy=1 - falling(60, 0.9, 0.01, bend=20)),
    "still falls": run(straight()),
    "flat all along": run(noisy(flat(1.0), 0.02)),
    "small, but falling still": run(np.append(falling(20, 2.3, 0.3), straight(40, 0.25, 0.1))),
    "few records": run(falling(8, 2.3, 1.0, bend=20)),
    "turns up": run(np.append(falling(30, 2.3, 0.5), straight(30, 0.5, 2.0))),
}


def test_a_drop_of_the_rate_proves_the_noise_floor() -> None:
    (found,) = late_plateau.RULE.on(FIRES["a drop of the rate lowered it"])
    assert found.evidence["level_before_rate_drop"].value == pytest.approx(0.8, abs=0.02)
    assert found.evidence["level_after_rate_drop"].value == pytest.approx(0.48, abs=0.03)
    assert found.evidence["rate_drop"].value == pytest.approx(0.1)
    assert found.causes[0].likelihood == 0.7


def test_a_level_reached_at_once_with_jitter_is_that_of_a_rate_too_high() -> None:
    (found,) = late_plateau.RULE.on(run(np.append(1.9, noisy(flat(1.49, 30), 0.03))))
    assert found.causes[0].code == "learning_rate_too_high"
    assert found.causes[0].likelihood == 0.75

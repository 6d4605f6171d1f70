import numpy as np
import pytest

from analyzers.rules import oscillating
from tests.curves import falling, flat, noisy, run, with_values

SWING = np.where(np.arange(40) % 2, 1.3, 0.7)
FIRES = {
    "a steady swing": run(SWING),
    "with noise": run(noisy(SWING, 0.05)),
    "a swing of four records": run(1.3 + 0.6 * np.sin(np.arange(60) * np.pi / 2 + 0.5)),
    "after a first fall": run(np.append(falling(10, 3.0, 1.0), SWING)),
}
QUIET = {
    "single spikes": run(with_values(noisy(flat(1.0, 60), 0.003), {9: 3.0, 20: 4.0, 31: 3.0, 44: 5.0})),
    "falls": run(falling()),
    "noise": run(noisy(flat(1.0, 400), 0.2)),
    "little noise": run(noisy(flat(1.0, 20), 0.2, seed=3)),
    "a swing that falls": run(SWING + np.linspace(3, 0, 40)),
    "a small swing": run(1 + 0.01 * SWING),
    "smooth but for two spikes": run(with_values(falling(700), {300: 12.0, 500: 17.0})),
    "a swing of the little that is left": run(np.append(falling(10, 3.0, 0.1), 0.1 * SWING)),
    "few records": run(SWING[:6]),
    "eleven batches that go up and down by luck": run(
        [4.1, 3.77, 4.01, 3.9, 4.0, 3.8, 3.9, 3.7, 3.95, 3.7, 4.0], unit="step"
    ),
}


def test_a_dozen_batches_that_swing_are_no_warning() -> None:
    (found,) = oscillating.RULE.on(run([*SWING[:12]], unit="step"))
    assert found.severity == "info"


def test_measures_the_rhythm() -> None:
    (found,) = oscillating.RULE.on(FIRES["a steady swing"])
    assert found.evidence["correlation_of_changes"].value == pytest.approx(-1.0, abs=0.1)
    assert found.evidence["change_per_record"].value == pytest.approx(0.6, rel=0.1)

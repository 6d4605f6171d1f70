import pytest

from analyzers.rules import noisy_loss
from tests.curves import falling, flat, noisy, run, scattered

FIRES = {
    "noise without a course": run(noisy(flat(1.0), 0.15)),
    "noise on a fall": run(scattered(falling(500), 0.2)),
    "noise that hides a small fall": run(noisy(falling(60, 1.0, 0.97), 0.03)),
}
QUIET = {
    "smooth": run(falling()),
    "a steep fall": run(falling(10, 100.0, 0.1, bend=3)),
    "flat": run(flat(1.0)),
    "all zero": run(flat(0.0)),
    "three records": run([1.0, 2.0, 1.0]),
}


def test_measures_the_noise_under_the_course() -> None:
    (found,) = noisy_loss.RULE.on(run(noisy(falling(2000, 2.3, 1.0), 0.2)))
    assert found.evidence["noise"].value == pytest.approx(0.2, rel=0.06)
    assert found.severity == "info"

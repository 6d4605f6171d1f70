import numpy as np

from analyzers.rules import initial_plateau
from tests.curves import delayed, falling, flat, growing, noisy, run, straight

FIRES = {
    "flat, then a drop": run(delayed()),
    "noisy": run(noisy(delayed(), 0.01)),
    "after a quick first descent": run(np.append([2.45, 2.33], noisy(delayed(60, 20), 0.003))),
    "three noisy hundred of a thousand": run(noisy(delayed(1000, 300), 0.05)),
    "bends into a slow fall": run(np.append(flat(2.3, 6), 2.3 - 0.95 * np.linspace(0, 1, 50) ** 1.2)),
    "in the accuracy alone": run(accuracy=1 - delayed(30, 10, 0.9, 0.2)),
}
QUIET = {
    "falls from the first": run(falling()),
    "a straight line": run(straight()),
    "never starts": run(noisy(flat(2.3), 0.01)),
    "grows": run(growing()),
    "noise": run(noisy(flat(1.0, 100), 0.2)),
    "an accuracy that is never a number": run(accuracy=np.full(12, np.nan)),
    "two flat records": run([2.3, 2.3, 1.2, 0.7, 0.4, 0.3, 0.25, 0.22]),
}


def test_says_that_it_is_normal_and_how_long_it_took() -> None:
    (found,) = initial_plateau.RULE.on(FIRES["flat, then a drop"])
    assert found.severity == "info"
    assert "normal" in found.headline
    assert found.evidence["plateau_records"].value in (11, 12, 13, 14)

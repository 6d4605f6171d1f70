import numpy as np
import pytest

from analyzers.rules import still_improving
from tests.curves import falling, flat, noisy, run, straight, u_shape

FIRES = {
    "a power law": run([2.0 * t**-0.5 for t in range(1, 41)]),
    "stopped on the way": run(falling(40, bend=2.0)),
    "three records": run([0.649, 0.541, 0.431]),
    "validation falls": run(falling(), val_loss=falling(40, bend=2.0)),
    "beside a rate that is never told": run(straight(40, 2.0, 1.0), lr=flat(float("nan"))),
}
QUIET = {
    "its schedule has ended": run(falling(40, 2.0, 0.5, bend=30), lr=straight(40, 0.1, 0.001)),
    "nothing is left that matters": run([0.25, *(8.51 * 0.68 ** np.arange(15))]),
    "has flattened": run(falling(60, bend=12)),
    "flat": run(noisy(flat(1.0), 0.05)),
    "validation rises": run(straight(40, 2.0, 0.5), val_loss=u_shape()),
    "two records": run([1.0, 0.5]),
    "small steps": run([0.50, 0.49, 0.485]),
}


def test_forecasts_with_an_interval() -> None:
    (found,) = still_improving.RULE.on(FIRES["a power law"])
    truth = 2.0 * 80**-0.5
    assert found.evidence["forecast"].value == pytest.approx(truth, rel=0.1)
    assert found.evidence["forecast_low"].value <= truth <= found.evidence["forecast_high"].value

import pytest

from analyzers.rules import vanishing_gradients
from tests.curves import falling, flat, run

FIRES = {
    "eight sigmoid layers": run(
        flat(2.3), **{f"layer__dense_{layer}__gradient_norm": flat(4.0 ** (layer - 9)) for layer in range(1, 9)}
    ),
    "while it learns": run(
        falling(), layer__dense_1__gradient_norm=flat(1e-5), layer__dense_2__gradient_norm=flat(1.0)
    ),
}
QUIET = {
    "alike": run(flat(2.3), layer__dense_1__gradient_norm=flat(0.2), layer__dense_2__gradient_norm=flat(0.6)),
    "one layer": run(flat(2.3), layer__dense_1__gradient_norm=flat(1e-9)),
    "all zero": run(flat(2.3), layer__dense_1__gradient_norm=flat(0.0), layer__dense_2__gradient_norm=flat(0.0)),
}


def test_measures_what_one_layer_passes_on() -> None:
    (found,) = vanishing_gradients.RULE.on(FIRES["eight sigmoid layers"])
    assert found.evidence["per_layer"].value == pytest.approx(0.25)
    assert found.evidence["first_over_last"].value == pytest.approx(4.0**-7)
    assert found.severity == "warning"

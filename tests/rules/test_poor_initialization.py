import pytest

from analyzers.rules import poor_initialization
from analyzers.run import Run
from tests.curves import falling, flat, run


def network(factor: float, layers: int = 6, loss: object = None) -> Run:
    """A network whose activations' deviation changes by `factor` from layer to layer."""
    deviations = {f"layer__dense_{n}__activation_std": flat(factor**n) for n in range(layers)}
    return run(flat(2.3) if loss is None else loss, **deviations)  # type: ignore[arg-type]


FIRES = {
    "fades": network(0.1),
    "grows": network(10.0),
    "while it learns": network(0.1, loss=falling()),
}
QUIET = {
    "stays": network(1.1),
    "two layers": network(0.01, layers=2),
    "a gentle slope": network(0.6),
}


def test_measures_the_factor_of_a_layer() -> None:
    (found,) = poor_initialization.RULE.on(FIRES["fades"])
    assert found.evidence["per_layer"].value == pytest.approx(0.1)
    assert found.severity == "warning"
    assert poor_initialization.RULE.on(FIRES["while it learns"])[0].severity == "info"

from analyzers.rules import update_too_large
from tests.curves import falling, flat, run, straight

FIRES = {"every step": run(flat(2.3), layer__dense_1__update_ratio=flat(0.5))}
QUIET = {
    "usual": run(falling(), layer__dense_1__update_ratio=flat(1e-3)),
    "large at first only": run(falling(), layer__dense_1__update_ratio=straight(40, 0.5, 1e-3)[::1] ** 3),
}


def test_names_the_layer() -> None:
    (found,) = update_too_large.RULE.on(FIRES["every step"])
    assert "dense_1" in found.headline
    assert found.evidence["update_ratio"].value == 0.5

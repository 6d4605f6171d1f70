from analyzers.rules import update_too_small
from tests.curves import falling, flat, run

FIRES = {
    "hardly any": run(flat(2.3), layer__dense_1__update_ratio=flat(1e-7)),
    "none": run(flat(2.3), layer__dense_1__update_ratio=flat(0.0)),
}
QUIET = {
    "usual": run(falling(), layer__dense_1__update_ratio=flat(1e-3)),
    "one layer is trained": run(
        flat(2.3), layer__dense_1__update_ratio=flat(0.0), layer__dense_2__update_ratio=flat(1e-3)
    ),
    "it learns": run(falling(), layer__dense_1__update_ratio=flat(1e-7)),
}


def test_no_update_at_all_points_to_the_loop() -> None:
    (found,) = update_too_small.RULE.on(FIRES["none"])
    assert found.causes[0].code == "no_parameter_update"
    assert found.causes[0].likelihood == 0.9

from analyzers.rules import dead_units
from tests.curves import falling, flat, run, straight, with_values

FIRES = {
    "a whole layer after the first step": run(
        flat(1.79),
        layer__dense_1__dead_share=flat(0.3),
        layer__dense_2__dead_share=with_values(flat(1.0), {0: 0.1}),
    ),
    "half of a layer from the start": run(falling(), layer__dense_1__dead_share=flat(0.6)),
}
QUIET = {
    "some": run(falling(), layer__dense_1__dead_share=flat(0.3)),
    "most at the start, few later": run(falling(), layer__dense_1__dead_share=straight(40, 0.8, 0.1)),
}


def test_names_the_layer_and_what_killed_it() -> None:
    (found,) = dead_units.RULE.on(FIRES["a whole layer after the first step"])
    assert "dense_2" in found.headline
    assert found.severity == "critical"
    assert found.evidence["layers_affected"].value == 1
    assert found.causes[0].code == "learning_rate_too_high"
    assert found.causes[0].likelihood == 0.9

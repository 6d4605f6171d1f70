from analyzers.rules import saturated_activations
from tests.curves import falling, flat, noisy, run, straight

FIRES = {
    "from the start": run(noisy(flat(2.3), 0.01), layer__dense_1__saturated_share=flat(0.95)),
    "on the way": run(noisy(flat(2.3), 0.01), layer__dense_1__saturated_share=straight(40, 0.1, 0.9)),
    "while it learns": run(falling(), layer__dense_1__saturated_share=flat(0.6)),
}
QUIET = {
    "a few": run(flat(2.3), layer__dense_1__saturated_share=flat(0.2)),
    "none": run(flat(2.3), layer__dense_1__saturated_share=flat(0.0)),
}


def test_severity_and_cause_follow_the_course() -> None:
    start, way, learns = (saturated_activations.RULE.on(run)[0] for run in FIRES.values())
    assert [start.severity, way.severity, learns.severity] == ["critical", "warning", "info"]
    assert start.causes[0].code != "learning_rate_too_high"
    assert (way.causes[0].code, way.causes[0].likelihood) == ("learning_rate_too_high", 0.8)

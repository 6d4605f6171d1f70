from analyzers.rules import exploding_gradients
from tests.curves import falling, flat, growing, run, scattered, with_values

FIRES = {
    "grows to the end": run(flat(1.0), train__gradient_norm=growing(40, 0.5, 1.4)),
    "one burst": run(flat(1.0), train__gradient_norm=with_values(flat(1.0), {20: 1e5})),
    "ends in NaN": run(flat(1.0), train__gradient_norm=with_values(growing(40, 0.5, 1.4), {39: float("nan")})),
    "NaN at once": run(flat(1.0), train__gradient_norm=[1.1, 1.2, 0.9, 1.0, *[float("nan")] * 4]),
    "in a layer": run(flat(1.0), layer__dense_1__gradient_norm=growing(40, 0.5, 1.4)),
    "clipped": run(flat(1.0), train__gradient_norm=with_values(flat(1.0), {20: 1e5}), context={"clip_norm": 1.0}),
    "infinite in the third record": run(train__gradient_norm=[9164.0, 16170.0, float("inf")]),
    "no number in any record": run(train__gradient_norm=[float("nan"), float("nan")]),
}
QUIET = {
    "noise": run(falling(), train__gradient_norm=scattered(flat(1.0), 1.0)),
    "infinite once": run(falling(), train__gradient_norm=with_values(flat(1.0), {20: float("inf")})),
    "the first step of mixed precision": run(train__gradient_norm=[float("inf")]),
    "stays small": run(falling(), train__gradient_norm=growing(40, 1e-6, 1.2)),
    "few records": run(falling(3), train__gradient_norm=[1.0, 50.0, 2500.0]),
}


def test_clipping_makes_it_information() -> None:
    assert exploding_gradients.RULE.on(FIRES["clipped"])[0].severity == "info"
    assert exploding_gradients.RULE.on(FIRES["one burst"])[0].severity == "warning"
    assert exploding_gradients.RULE.on(FIRES["ends in NaN"])[0].severity == "critical"


def test_a_norm_that_is_lost_at_once_reached_nothing() -> None:
    told = exploding_gradients.RULE.on(FIRES["NaN at once"])[0].headline
    assert told == "The gradient norm is no number any more from epoch 5 on, after 1.15."

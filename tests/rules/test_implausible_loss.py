from analyzers.rules import implausible_loss
from tests.curves import falling, flat, run, straight

FIRES = {
    "a cross-entropy below 0": run(falling(40, 0.7, -3.0), context={"loss": "binary_crossentropy"}),
    "a squared error below 0": run(train__mse=falling(40, 1.0, -0.5)),
    "0 at chance accuracy": run(flat(0.0, 10), accuracy=flat(0.1, 10)),
    "falls on and on below 0 beside an accuracy": run(straight(40, 0.5, -56.0), accuracy=flat(0.8)),
}
QUIET = {
    "a likelihood": run(falling(40, 3.0, -5.0)),
    "a stated likelihood": run(falling(40, 3.0, -5.0), context={"loss": "negative log likelihood"}),
    "rounding": run(falling(40, 0.7, -1e-9), context={"loss": "mse"}),
    "0 at full accuracy": run(flat(0.0, 10), accuracy=flat(1.0, 10)),
    "one record of 0": run([0.5, 0.0, 0.3, 0.2], accuracy=[0.5, 0.6, 0.7, 0.7]),
    "falls": run(falling()),
}


def test_names_the_loss_and_the_first_thing_to_check() -> None:
    (found,) = implausible_loss.RULE.on(FIRES["a cross-entropy below 0"])
    assert found.causes[0].code == "wrong_output_or_loss"
    assert "below 0" in found.headline

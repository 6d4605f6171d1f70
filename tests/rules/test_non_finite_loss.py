import numpy as np
import pytest

from analyzers.diagnosis import judge
from analyzers.rules import non_finite_loss
from analyzers.run import Floats
from tests.curves import falling, growing, run, with_values

NAN, INF = float("nan"), float("inf")
FIRES = {
    "NaN in every record": run([NAN, NAN, NAN]),
    "a single NaN": run([NAN]),
    "NaN after growth": run(np.append(growing(10, ratio=3), [NAN] * 3)),
    "infinite at the end": run(np.append(falling(10), INF)),
    "only validation loss": run(falling(10), val_loss=[NAN] * 10),
    "half of the records": run([1.0, NAN] * 10),
    "one NaN between good ones": run(with_values(falling(), {20: NAN})),
    "printed as 0 beside gradients that are NaN": run([1.08, 0.0, 0.0], train__gradient_norm=[NAN] * 3),
    "infinite at first": run(with_values(falling(), {0: INF})),
}
QUIET = {
    "nothing measured before the first epoch": run(np.append(NAN, falling(12))),
    "finite": run(falling()),
    "one infinity between good ones": run(with_values(falling(), {20: INF})),
    "0 beside gradients of 0": run([1.08, 0.0, 0.0], train__gradient_norm=[2.0, 0.0, 0.0]),
    "NaN in a reward": run(falling(), train__ep_rew_mean=[NAN] * 40),
    "NaN in a learning rate": run(falling(), lr=[NAN] * 40),
    "NaN in a loss scale": run(falling(), train__loss_scale=[NAN] * 40),
}


def test_tells_when_and_what_was_before() -> None:
    (found,) = non_finite_loss.RULE.on(FIRES["NaN after growth"])
    assert found.where is not None
    assert (found.where.first, found.where.last) == (11, 13)
    assert found.evidence["last_finite"].value == pytest.approx(3.0**9)
    assert found.causes[0].code == "learning_rate_too_high"
    assert found.severity == "critical"


def test_a_loss_that_is_printed_as_zero_is_told_with_its_record_and_asks_for_the_labels() -> None:
    judged = judge(FIRES["printed as 0 beside gradients that are NaN"])
    (found,) = judged.findings
    assert found.code == "non_finite_loss"
    assert found.headline == "The loss is 0 from epoch 2 on beside gradients that are NaN: it is NaN itself."
    assert judged.suggestions[0].headline.startswith("Count the labels of one batch that are not masked")


def test_a_run_that_got_over_it_is_a_warning() -> None:
    for name in ("infinite at first", "one NaN between good ones"):
        (found,) = non_finite_loss.RULE.on(FIRES[name])
        assert found.severity == "warning"


@pytest.mark.parametrize(
    ("others", "severity"),
    [
        pytest.param({}, "info", id="nothing of the validation data is finite"),
        pytest.param({"val_accuracy": falling(10)}, "critical", id="their accuracy was measured"),
        pytest.param({"loss": [NAN] * 10}, "critical", id="the training loss is NaN too"),
    ],
)
def test_a_validation_loss_that_is_never_finite_was_not_measured(others: dict[str, Floats], severity: str) -> None:
    (found,) = non_finite_loss.RULE.on(run(**{"loss": falling(10), "val_loss": [NAN] * 10} | others))
    assert found.severity == severity

import numpy as np
import pytest

from analyzers.rules import majority_class
from analyzers.run import Run, Series
from tests.curves import falling, flat, noisy, run, straight

ENTROPY = float(-0.9 * np.log(0.9) - 0.1 * np.log(0.1))
CONVERGED = {"train/loss": flat(0.23, 20), "val/loss": flat(0.29, 20), "val/accuracy": flat(0.9533, 20)}
FIRES = {
    "four records of both": run([0.52, 0.51, 0.51, 0.51], accuracy=flat(0.79, 4), val_accuracy=flat(0.79, 4)),
    "nine in ten": run(noisy(flat(ENTROPY), 0.002), accuracy=flat(0.9)),
    "after a first fall": run(np.append([0.69, 0.4], noisy(flat(ENTROPY, 38), 0.002)), accuracy=flat(0.9)),
    "only on validation": run(flat(ENTROPY), val_loss=noisy(flat(ENTROPY), 0.002), val_accuracy=flat(0.9)),
    "comes to stand, while the loss still falls": run(
        straight(20, 0.7, 0.3), accuracy=np.append(straight(10, 0.6, 0.9), flat(0.92, 10))
    ),
    "in percent": run(noisy(flat(ENTROPY), 0.002), accuracy=flat(90.0)),
}
QUIET = {
    "four records of one accuracy": run([0.52, 0.51, 0.51, 0.51], accuracy=flat(0.79, 4)),
    "comes to its value example by example, and its loss below": run(
        falling(30, 1.0, 0.17), val_loss=falling(30, 0.9, 0.18), val_accuracy=[0.6, 0.86, 0.931, 0.914, *[0.948] * 26]
    ),
    "the end of a run, long converged": Run(
        {key: Series(np.arange(40, 60), values, "epoch") for key, values in CONVERGED.items()}
    ),
    "training data told apart": run(flat(0.01, 20), val_loss=flat(0.162, 20), val_accuracy=flat(0.96, 20)),
    "learns": run(falling(), accuracy=straight(40, 0.5, 0.95)),
    "a small validation set repeats itself": run(falling(), val_loss=falling(), val_accuracy=flat(0.9)),
    "a small validation set repeats itself at the end": run(
        falling(40, 2.3, 0.01),
        val_loss=falling(40, 2.3, 0.2),
        val_accuracy=np.append(straight(20, 0.4, 0.95), flat(0.96, 20)),
    ),
    "solved": run(noisy(flat(0.01), 0.001), accuracy=flat(0.99)),
    "chance": run(flat(float(np.log(2))), accuracy=flat(0.5)),
    "few records": run(flat(ENTROPY, 4), accuracy=flat(0.9, 4)),
}


def test_compares_the_loss_with_the_entropy_of_the_share() -> None:
    (found,) = majority_class.RULE.on(FIRES["nine in ten"])
    assert found.evidence["entropy_of_the_share"].value == pytest.approx(0.325083, abs=1e-6)
    assert found.causes[0].code == "class_imbalance"
    assert found.confidence > 0.9


def test_after_a_first_step_that_went_astray_the_classes_are_not_to_blame() -> None:
    (found,) = majority_class.RULE.on(run(np.append(357.0, noisy(flat(ENTROPY), 0.002)), accuracy=flat(0.9, 41)))
    assert max(found.causes, key=lambda cause: cause.likelihood).code == "unscaled_inputs"


@pytest.mark.parametrize(("share", "first"), [(0.9, "class_imbalance"), (0.62, "learning_rate_too_low")])
def test_only_a_large_class_is_itself_the_reason(share: float, first: str) -> None:
    entropy = float(-share * np.log(share) - (1 - share) * np.log(1 - share))
    (found,) = majority_class.RULE.on(run(noisy(flat(entropy), 0.002), accuracy=flat(share)))
    assert found.causes[0].code == first

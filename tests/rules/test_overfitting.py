import numpy as np
import pytest

from analyzers.rules import overfitting
from analyzers.run import Floats, Run, Series
from tests.curves import falling, flat, noisy, run, straight, u_shape

FIRES = {
    "an F1 that stays far behind, where most pixels are background": run(
        flat(98.0, 5), accuracy=flat(0.977, 5), val_accuracy=flat(0.9, 5), train__f1=flat(0.92, 5), val__f1=flat(0.5, 5)
    ),
    "the AUC of validation turns": run(
        train__auc=straight(20, 0.7, 0.95), val__auc=np.append(straight(8, 0.7, 0.8), straight(12, 0.8, 0.7))
    ),
    "the AUC of validation stays far behind": run(
        train__auc=straight(8, 0.93, 0.945), val__auc=straight(8, 0.736, 0.733)
    ),
    "late in a run, a fraction of validation's": Run(
        {
            "train/loss": Series(np.arange(5, 8), np.array([0.106, 0.105, 0.119]), "epoch"),
            "val/loss": Series(np.arange(5, 8), np.array([0.555, 0.597, 0.596]), "epoch"),
        }
    ),
    "three records, each higher": run(val_loss=[3.03, 3.13, 3.23]),
    "validation turns up": run(falling(), val_loss=u_shape()),
    "noisy": run(falling(), val_loss=noisy(u_shape(), 0.02)),
    "accuracies part": run(accuracy=straight(20, 0.5, 0.98), val_accuracy=straight(20, 0.5, 0.72)),
    "validation alone": run(val_loss=u_shape()),
    "one record each": run(accuracy=[0.99], val_accuracy=[0.73]),
    "validation stops, training goes on": run(straight(30, 2.1, 1.0), val_loss=falling(30, 2.15, 1.8)),
    "training done, far below validation": run(falling(30, end=0.01, bend=20), val_loss=falling(30, 2.3, 1.1, bend=20)),
    "validation never gains anything": run(straight(20, 2.31, 2.22), val_loss=noisy(flat(2.31, 20), 0.003)),
    "accuracy still rises": run(falling(), val_loss=u_shape(), val_accuracy=straight(40, 0.6, 0.9)),
}
QUIET = {
    "the AUC of both rises": run(train__auc=straight(20, 0.7, 0.85), val__auc=straight(20, 0.7, 0.8)),
    "two records": run(val_loss=[3.0, 3.2]),
    "validation rises within its noise": run(falling(bend=25), val_loss=noisy(u_shape(end=0.51), 0.05, seed=1)),
    "training rises too": run(u_shape(bottom=0.1), val_loss=u_shape()),
    "too short to tell": run(falling(2), val_loss=[0.5, 0.6]),
    "validation flat": run(flat(0.5), val_loss=flat(0.5)),
    "training at a fraction, validation still falls": run(falling(30, end=0.05), val_loss=straight(30, 2.3, 1.1)),
    "validation falls": run(falling(), val_loss=falling(end=0.25)),
    "validation was nearly as good a moment ago": run(
        accuracy=[0.8, 0.84, 0.87, 0.88, 0.9, 0.91], val_accuracy=[0.75, 0.4, 0.8, 0.33, 0.82, 0.5]
    ),
    "validation was as good a moment ago": run(
        accuracy=[0.5, 0.6, 0.7, 0.8, 0.88, 0.87, 0.88], val_accuracy=[0.5, 0.6, 0.5, 0.8, 0.6, 0.89, 0.5]
    ),
    "training accuracy ran on after the only validation": run(falling(), accuracy=flat(0.6), val_accuracy=flat(0.58)),
}


def test_noise_alone_is_rarely_called_a_turn_and_never_a_warning() -> None:
    runs = [run(falling(60, bend=25), val_loss=noisy(flat(0.5, 60), 0.04, seed)) for seed in range(100)]
    found = [finding for each in runs for finding in overfitting.RULE.on(each)]
    assert len(found) <= 10
    assert {finding.severity for finding in found} <= {"info"}


def test_a_gap_points_at_a_best_epoch_where_one_was_worth_more() -> None:
    lucky = noisy(flat(1.0, 30), 0.01)
    lucky[9] = 0.8
    (wide,) = overfitting.RULE.on(run(falling(30, end=0.01, bend=20), val_loss=lucky))
    (level,) = overfitting.RULE.on(FIRES["training done, far below validation"])
    assert wide.evidence["best_epoch"].value == 10
    assert "best_epoch" not in level.evidence


@pytest.mark.parametrize(("accuracy", "asks"), [(flat(0.1, 20), True), (straight(20, 0.1, 0.4), False)])
def test_labels_are_asked_for_where_validation_guesses_to_the_end(accuracy: Floats, asks: bool) -> None:
    learnt = run(straight(20, 2.31, 1.9), val_loss=straight(20, 2.31, 2.5), val_accuracy=accuracy)
    (found,) = overfitting.RULE.on(learnt)
    assert ("wrong_output_or_loss" in {cause.code for cause in found.causes}) == asks


def test_points_at_the_best_epoch() -> None:
    (found,) = overfitting.RULE.on(FIRES["validation turns up"])
    assert found.where is not None
    assert (found.where.first, found.where.last) == (16, 40)
    assert found.evidence["best_epoch"].value == 16
    assert found.evidence["best_val_loss"].value == pytest.approx(0.5, abs=0.01)
    assert found.severity == "warning"


def test_a_single_worse_record_of_three_is_information() -> None:
    (found,) = overfitting.RULE.on(run([1.1, 0.9, 0.89], val_loss=[1.0, 0.87, 0.97]))
    assert found.severity == "info"


def test_is_mild_where_validation_accuracy_still_rises() -> None:
    (found,) = overfitting.RULE.on(FIRES["accuracy still rises"])
    assert found.severity == "info"
    assert "still rose" in found.headline


def test_measures_the_gap_of_the_accuracies() -> None:
    (found,) = overfitting.RULE.on(FIRES["one record each"])
    assert found.evidence["gap"].value == pytest.approx(0.26)

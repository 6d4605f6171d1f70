import numpy as np

from analyzers.rules import frozen_metrics
from analyzers.run import Run, Series
from tests.curves import falling, flat, noisy, run, straight, with_values

FIRES = {
    "a margin, as round as it is, beside a loss of four decimals": run(
        straight(7, 0.1902, 0.1775), val_loss=flat(0.2, 7)
    ),
    "the same loss in every record": run(flat(2.3512)),
    "the same validation loss under a noisy training loss": run(noisy(flat(2.35), 0.02), val_loss=flat(2.3391)),
    "three records": run(flat(87.3365, 3)),
    "what only a saturated softmax costs, twice": run([87.3363, 87.3365]),
    "all qualities 0": run(falling(5), val__dice=flat(0.0, 5), val__precision=flat(0.0, 5)),
    "comes to stand after long steps": run([0.68, 2.5, 5.3, 1.0, 10.7, 0.69] + [0.6931] * 14),
    "an accuracy of sixteen digits, three times": run(accuracy=flat(0.09547619047619048, 3)),
    "no answer right in the middle of a run": Run(
        {
            "train/loss": Series(np.arange(1040, 1048), noisy(flat(11.17, 8), 0.004), "step"),
            "train/accuracy": Series(np.arange(1040, 1048), flat(0.0, 8), "step"),
        }
    ),
    "nothing is right any more": run(accuracy=[0.0023, 0.0, 0.0, 0.0, 0.0], unit="step"),
    "validation at one in two beside a falling loss": run([0.6, 0.5, 0.45, 0.42], val_accuracy=flat(0.5, 4)),
    "not one answer right on both sets": run([0.9], accuracy=[0.0], val_accuracy=[0.0]),
    "most of a loss, beside a small part that scatters": run(
        [2.391, 2.396, 2.399, 2.394], train__cls_loss=flat(2.30212, 4), train__reg_loss=[0.089, 0.094, 0.097, 0.092]
    ),
    "what keeps a denominator from 0, and an accident": run(val__dice=with_values(flat(6.0e-9, 26), {18: 0.26})),
    "every batch costs the same in every epoch": run([0.97, 1.37, 1.24, 0.96, 1.04, 1.17] * 3, unit="step"),
    "accuracy alone": run(accuracy=flat(0.46)),
    "an accuracy of two values": run(accuracy=[0.46, 0.46, 0.34, 0.46] * 20),
    "a detector that finds nothing at the end": run(
        [5.3916, 5.3897, 5.388, 5.3059, 5.2747], val__map=flat(0.0, 5), context={"epochs": 5}
    ),
    "boxes that never meet a label": run(
        train__cls_loss=straight(9, 0.0113, 0.0101), train__iou_loss=flat(0.0, 9), train__dfl_loss=flat(0.0, 9)
    ),
    "a game in which nobody moves": run(train__generator_loss=flat(0.0, 5), train__discriminator_loss=flat(13.82, 5)),
}
QUIET = {
    "a game whose discriminator has won": run(
        train__generator_loss=straight(5, 5.0, 7.0), train__discriminator_loss=flat(0.0, 5)
    ),
    "no directional loss of boxes in this network": run(falling(9), train__dfl_loss=flat(0.0, 9)),
    "falls": run(falling()),
    "noise": run(noisy(flat(1.0), 0.01)),
    "a penalty beside a larger loss that falls": run(falling(), train__penalty_loss=flat(0.09231)),
    "a cycle whose losses differ in their last digit": run(
        np.tile([0.97, 1.37, 1.24, 0.96, 1.04], 2) + straight(10, 0, 1e-4)
    ),
    "a quality that comes after a long while": run(
        falling(26), val__dice=with_values(flat(0.0, 26), {24: 0.1, 25: 0.2})
    ),
    "a detector's first epochs, each better than the one before": run(
        [5.3916, 5.3897, 5.388, 5.3059, 5.2747], val__map=flat(0.0, 5), context={"epochs": 50}
    ),
    "a loss of 0": run(flat(0.0), accuracy=flat(1.0)),
    "a perfect accuracy": run(falling(), val_accuracy=flat(1.0)),
    "a small validation set repeats itself": run(falling(), val_accuracy=flat(0.97)),
    "comes to stand lower than it began": run([2.5, 1.3, 1.0, 0.8, 0.7] + [0.6931] * 14),
    "steps that repeat the last validation": run(noisy(flat(1.3, 5), 0.05), val_loss=flat(4.106, 5), unit="step"),
    "no class found yet beside a falling loss": run(falling(6), accuracy=[0.01, 0.0, 0.0, 0.0, 0.0, 0.0], unit="step"),
    "validation at one in two beside a training that is right": run(
        [0.6, 0.5, 0.3, 0.2], accuracy=[0.6, 0.7, 0.9, 0.94], val_accuracy=flat(0.5, 4)
    ),
    "one epoch of which no answer is right yet": run([0.9], accuracy=[0.0]),
    "two records": run(flat(2.3, 2)),
    "a GAN at rest": run(train__generator_loss=noisy(flat(0.7), 0.01), train__discriminator_loss=flat(0.7)),
}


def test_points_to_the_training_loop() -> None:
    (found,) = frozen_metrics.RULE.on(run(flat(2.35), lr=flat(0.0)))
    assert found.causes[0].code == "no_parameter_update"
    assert found.causes[0].likelihood > 0.9


def test_losses_that_come_again_batch_by_batch_are_those_of_weights_that_stay() -> None:
    (found,) = frozen_metrics.RULE.on(FIRES["every batch costs the same in every epoch"])
    assert "same order" in found.headline
    assert found.causes[0].code == "no_parameter_update"


def test_a_loss_that_comes_to_stand_was_thrown_there_by_long_steps() -> None:
    (found,) = frozen_metrics.RULE.on(FIRES["comes to stand after long steps"])
    assert found.where is not None
    assert (found.where.first, found.evidence["records"].value) == (7, 14)
    assert found.causes[0].code == "learning_rate_too_high"


def test_knows_the_logarithm_of_the_smallest_float() -> None:
    (found,) = frozen_metrics.RULE.on(FIRES["three records"])
    assert "smallest normal float32" in found.explanation
    assert found.causes[0].code == "learning_rate_too_high"
    np.testing.assert_allclose(-np.log(np.finfo(np.float32).tiny), 87.3365, rtol=1e-5)


def test_points_to_the_evaluation_where_the_loss_falls() -> None:
    (found,) = frozen_metrics.RULE.on(FIRES["all qualities 0"])
    assert found.severity == "warning"
    assert found.causes[0].code == "wrong_output_or_loss"

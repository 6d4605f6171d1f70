import numpy as np
import numpy.typing as npt
import pytest

from analyzers.rules import stuck_at_chance
from analyzers.run import ContextValue, Floats, Run, Series
from tests.curves import falling, flat, noisy, run, straight, with_values

LN = {count: float(np.log(count)) for count in (2, 5, 6, 10, 100)}
SIX = {"classes": 6, "examples": 1080, "batch_size": 32, "optimizer": "adam", "learning_rate": 0.01}
FIRES = {
    "only validation loss at ln 5, under batches in order": run(
        noisy(flat(1.71, 12), 0.002), val_loss=noisy(flat(LN[5], 12), 0.001)
    ),
    "ln 10 to six digits": run(noisy(flat(LN[10]), 1e-4)),
    "ln 2 with batch noise": run(noisy(flat(LN[2], 60), 0.004), val_accuracy=noisy(flat(0.5, 60), 0.01)),
    "ln 100 with known classes": run(noisy(flat(1.01 * LN[100]), 0.01), context={"classes": 100}),
    "a cost that counts one batch too many": run(noisy(flat(1.8473), 1e-4), accuracy=flat(1 / 6), context=SIX),
    "jitter above chance": run(noisy(flat(1.91, 50), 0.01), accuracy=flat(1 / 6, 50)),
    "one sigmoid a class": run(noisy(flat(0.3251), 0.001), accuracy=noisy(flat(0.1), 0.01)),
    "a low accuracy alone that does not rise": run(accuracy=noisy(flat(0.05, 13), 0.012)),
    "hardly an answer right after thousands of steps": Run(
        {"train/accuracy": Series(np.arange(3650, 3850, 50), np.array([8e-4, 1.5e-3, 5e-4, 9e-4]), "step")}
    ),
    "four epochs near ln 2, and one accuracy": run([0.69, 0.688, 0.691, 0.69], accuracy=flat(0.5, 4)),
    "one epoch, all of whose numbers are those of a guess": run(
        [2.3035], val_loss=[2.303], accuracy=[0.105], val_accuracy=[0.0986]
    ),
    "the logarithm of DINO's prototypes": run(noisy(flat(11.0902, 11), 1e-4)),
    "accuracy alone": run(accuracy=with_values(flat(50.0, 11), {0: 100.0})),
    "the squared error of a 0 or 1": run(noisy(flat(0.2502), 1e-4), context={"loss": "mse", "classes": 2}),
    "the squared error of one of ten": run(noisy(flat(0.0901), 1e-4), context={"loss": "mse", "classes": 10}),
    "an accuracy in percent that never reaches 1.5": run(noisy(flat(LN[100]), 1e-3), accuracy=noisy(flat(1.0), 0.05)),
    "the share of the largest of many classes": run(flat(1.9105, 10), accuracy=flat(0.5378, 10)),
    "four records of outputs that are sure": run(
        [5.7178, 5.7257, 5.7257, 5.7257],
        accuracy=[0.6446, 0.6448, 0.6448, 0.6448],
        context={"output_activation": "sigmoid", "classes": 2},
    ),
    "sure and wrong": run(flat(7.6246, 10), accuracy=flat(0.5, 10)),
    "a huge first loss": run(with_values(noisy(flat(2.4, 25), 0.02), {0: 3747.0}), accuracy=noisy(flat(0.1, 25), 0.01)),
    "error rate of one hundred percent": run(noisy(flat(4.14), 0.003), val__char_error=noisy(flat(100.5), 0.2)),
    "AUC of a coin": run(val__auc=noisy(flat(0.5), 0.002)),
    "no fit at all": run(val__r2=noisy(flat(0.0), 0.002)),
}
QUIET = {
    "above ln 2, and right more often than one of three": run(
        noisy(flat(0.9, 20), 0.01), accuracy=noisy(flat(0.6, 20), 0.01)
    ),
    "regression that has converged before": run(noisy(flat(0.02), 1e-4), context={"loss": "mean_squared_error"}),
    "level, but down from elsewhere": run(np.append(straight(5, 3.0, 1.42), noisy(flat(1.4, 35), 0.003))),
    "a late piece of a long run that has come to rest near ln 16": Run(
        {"train/loss": Series(np.arange(676, 681) * 1000, np.array([2.7609, 2.7625, 2.7621, 2.7667, 2.7624]), "step")}
    ),
    "three records near ln 4, as any start": run([1.397, 1.386, 1.379], accuracy=[0.25, 0.262, 0.259]),
    "the first batch, and what validation is before it": run(
        [2.3035], val_loss=[2.303], accuracy=[0.105], val_accuracy=[0.0986], unit="step"
    ),
    "one epoch, that is right more often than a guess": run(
        [2.3035], val_loss=[2.303], accuracy=[0.105], val_accuracy=[0.15]
    ),
    "a perplexity that knows the next word": run(train__perplexity=noisy(flat(1.001), 1e-4)),
    "falls": run(falling()),
    "falls below chance": run(falling(40, LN[10], 1.5), accuracy=straight(40, 0.1, 0.5)),
    "near ln 2, but right": run(noisy(flat(LN[2]), 0.001), accuracy=flat(0.8)),
    "creeps": run(straight(40, 2.36, 2.31)),
    "an accuracy alone that rises": run(accuracy=noisy(straight(13, 0.05, 0.2), 0.012)),
    "a good accuracy alone": run(accuracy=noisy(flat(0.8, 13), 0.012)),
    "accuracy rises": run(flat(LN[10]), accuracy=straight(40, 0.1, 0.4)),
    "two records": run([LN[10], LN[10]]),
    "solved": run(flat(0.01), accuracy=flat(0.99)),
    "a GAN at ln 2": run(train__generator_loss=flat(LN[2]), train__discriminator_loss=flat(LN[2])),
}


def test_explains_the_excess_over_ln_6() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["a cost that counts one batch too many"])
    assert found.evidence["accounting_factor"].value == pytest.approx(34 / 33)
    assert found.evidence["chance_loss"].value == pytest.approx(34 / 33 * LN[6])
    assert found.evidence["excess_over_chance"].value == pytest.approx(0.0012, abs=3e-4)
    assert found.evidence["classes"].value == 6


def test_blames_the_rate_where_it_is_high_for_adam() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["a cost that counts one batch too many"])
    likely = {cause.code: cause.likelihood for cause in found.causes}
    assert likely["learning_rate_too_high"] == 0.9
    assert likely["dead_units"] > 0.7


def test_counts_the_classes_from_the_accuracy() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["jitter above chance"])
    assert found.evidence["classes"].value == 6
    assert found.evidence["excess_over_chance"].value == pytest.approx(1.91 - LN[6], abs=0.01)


def test_an_accuracy_is_in_percent_where_only_that_goes_with_the_loss() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["an accuracy in percent that never reaches 1.5"])
    assert found.evidence["classes"].value == 100
    assert found.evidence["accuracy"].value == pytest.approx(0.01, abs=1e-3)


def test_a_sigmoid_that_is_sure_was_driven_there() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["four records of outputs that are sure"])
    assert found.headline.endswith("one answer, whatever the input.")
    assert found.causes[0].code == "learning_rate_too_high"


def test_no_number_of_classes_is_read_off_the_share_of_the_largest() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["the share of the largest of many classes"])
    assert "classes" not in found.evidence
    assert max(found.causes, key=lambda cause: cause.likelihood).code != "wrong_output_or_loss"


def likeliest(loss: Floats, accuracy: npt.ArrayLike | None = None) -> str:
    (found,) = stuck_at_chance.RULE.on(run(loss, accuracy=accuracy))
    return max(found.causes, key=lambda cause: cause.likelihood).code


def test_how_it_stands_still_tells_the_cause() -> None:
    began_equal = np.append(LN[10], noisy(flat(LN[10] - 0.002, 30), 1e-4))
    assert likeliest(began_equal) == "poor_initialization"
    assert likeliest(noisy(flat(LN[10] + 0.008), 1e-3), accuracy=noisy(flat(0.1), 0.01)) == "saturated_activations"
    assert (
        likeliest(straight(20, LN[10] + 0.012, LN[10] + 0.009), accuracy=noisy(flat(0.1, 20), 0.01))
        == "learning_rate_too_low"
    )
    assert likeliest(np.append(745.0, noisy(flat(LN[10]), 1e-3))) == "learning_rate_too_high"
    assert likeliest(flat(2.31), accuracy=flat(0.1)) == "no_parameter_update"
    assert likeliest(flat(2.31), accuracy=with_values(flat(0.1), {9: 0.102})) == "learning_rate_too_low"


def test_a_validation_loss_that_creeps_down_tells_of_a_rate_too_low() -> None:
    creeps = run(noisy(flat(LN[2], 8), 2e-3), val_loss=straight(8, 0.6925, 0.6894), val_accuracy=flat(0.52, 8))
    (found,) = stuck_at_chance.RULE.on(creeps)
    assert found.causes[0].code == "learning_rate_too_low"


def test_where_a_later_piece_begins_does_not_tell_of_the_initialization() -> None:
    loss = noisy(flat(LN[100], 10), 1e-4)
    known = {"classes": ContextValue(100, "test")}
    whole, piece = (Run({"train/loss": Series(np.arange(at, at + 10), loss, "epoch")}, context=known) for at in (0, 50))
    likely = [stuck_at_chance.RULE.on(each)[0].causes[0].code for each in (whole, piece)]
    assert likely == ["poor_initialization", "learning_rate_too_high"]


def test_outputs_of_random_weights_that_not_even_a_bias_moves_are_not_trained() -> None:
    """Training would at least have brought the output's bias to ln 4."""
    (found,) = stuck_at_chance.RULE.on(run(noisy(flat(1.46, 10), 0.003), accuracy=noisy(flat(0.25, 10), 0.01)))
    assert {cause.code: cause.likelihood for cause in found.causes}["no_parameter_update"] == 0.8


def test_a_rate_that_is_known_to_be_tiny_is_not_called_too_high() -> None:
    tiny = {"optimizer": "sgd", "learning_rate": 1e-4}
    (found,) = stuck_at_chance.RULE.on(
        run(noisy(flat(LN[10] + 0.05), 0.01), accuracy=noisy(flat(0.1), 0.01), context=tiny)
    )
    likely = {cause.code: cause.likelihood for cause in found.causes}
    assert likely["learning_rate_too_low"] > 0.5
    assert likely["learning_rate_too_high"] < 0.1
    assert likely["dead_units"] < 0.2


def test_a_loss_far_above_a_guess_that_never_moves_is_one_of_wrong_outputs() -> None:
    (found,) = stuck_at_chance.RULE.on(FIRES["sure and wrong"])
    assert found.headline.endswith("one answer, whatever the input.")
    assert max(found.causes, key=lambda cause: cause.likelihood).code == "wrong_output_or_loss"


@pytest.mark.parametrize(
    ("level", "context"),
    [(LN[2], {"loss": "mean_squared_error"}), (0.25, {"loss": "mse"}), (13.6, {"optimizer": "adam"})],
)
def test_a_loss_that_stays_where_it_began_is_information_where_nothing_tells_what_chance_is(
    level: float, context: dict[str, float | int | str]
) -> None:
    (found,) = stuck_at_chance.RULE.on(run(noisy(flat(level), 0.002 * level), context=context))
    assert found.severity == "info"
    assert "where it began" in found.headline

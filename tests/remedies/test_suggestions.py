"""What is suggested for what, and in which order."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analyzers import remedies
from analyzers.remedies import AT_MOST, suggest
from analyzers.rule import Where
from analyzers.rules import BY_ID, RULES, non_finite_loss
from analyzers.run import Run, Series
from tests.curves import falling, run
from tests.remedies.settings import CAUSES, SETUPS, finding, known

FIRST = [
    ("diverging", "nothing known", (("learning_rate_too_high", 0.97),), "lower_learning_rate"),
    ("diverging", "gradient descent", (("learning_rate_too_high", 0.85),), "use_adam"),
    ("non_finite_loss", "Adam", (("learning_rate_too_high", 0.5), ("unscaled_inputs", 0.35)), "lower_learning_rate"),
    ("oscillating", "gradient descent", (("learning_rate_too_high", 0.9),), "lower_learning_rate"),
    ("stuck_at_chance", "Adam", (("learning_rate_too_high", 0.9), ("dead_units", 0.8)), "lower_learning_rate"),
    ("stuck_at_chance", "nothing known", (("poor_initialization", 0.65),), "change_initialization"),
    ("noisy_loss", "nothing known", (("batch_too_small", 0.6),), "lower_learning_rate"),
    ("noisy_loss", "nothing known", (("too_few_epochs", 0.55), ("batch_too_small", 0.5)), "train_longer"),
    ("stuck_at_chance", "gradient descent", (("learning_rate_too_low", 0.8),), "use_adam"),
    ("slow_convergence", "gradient descent", (("learning_rate_too_low", 0.85),), "raise_learning_rate"),
    ("overfitting", "Adam", (("too_little_regularization", 0.8),), "add_regularization"),
    ("overfitting", "boosting", (("too_little_regularization", 0.8),), "add_regularization"),
    ("noisy_loss", "gradient descent", (("batch_too_small", 0.7),), "larger_batch"),
    ("late_plateau", "gradient descent", (("learning_rate_too_high", 0.6),), "lower_learning_rate"),
    ("late_plateau", "Adam", (("learning_rate_too_high", 0.1), ("model_too_small", 0.6)), "enlarge_model"),
    (
        "late_plateau",
        "nothing known",
        (("learning_rate_too_low", 0.55), ("model_too_small", 0.5)),
        "raise_learning_rate",
    ),
    ("frozen_metrics", "nothing known", (("no_parameter_update", 0.7),), "check_training_loop"),
    ("majority_class", "Adam", (("class_imbalance", 0.8),), "reweight_classes"),
    (
        "overfitting",
        "Adam",
        (("too_little_regularization", 0.8), ("wrong_output_or_loss", 0.25)),
        "check_training_loop",
    ),
    ("implausible_loss", "Adam", (("wrong_output_or_loss", 0.9),), "fix_output_layer"),
    ("underfitting", "Adam", (("model_too_small", 0.6), ("too_few_epochs", 0.4)), "enlarge_model"),
    ("still_improving", "nothing known", (("too_few_epochs", 0.8),), "raise_learning_rate"),
    ("still_improving", "Adam", (("too_few_epochs", 0.8),), "raise_learning_rate"),
    ("still_improving", "small rate", (("too_few_epochs", 0.8),), "raise_learning_rate"),
    ("exploding_gradients", "gradient descent", (), "clip_gradients"),
    ("loss_spikes", "Adam", (("learning_rate_too_high", 0.6),), "lower_learning_rate"),
    ("unstable_validation", "gradient descent", (), "use_adam"),
    ("saturated_activations", "gradient descent", (), "change_activation"),
    ("output_loss_mismatch", "Adam", (), "fix_output_layer"),
]


@pytest.mark.parametrize(("code", "setting", "causes", "action"), FIRST, ids=lambda each: str(each)[:40])
def test_the_first_suggestion_is_the_thing_to_change(
    code: str, setting: str, causes: tuple[tuple[str, float], ...], action: str
) -> None:
    assert suggest(SETUPS[setting], (finding(code, *causes),))[0].action == action


def test_stopping_at_the_best_record_comes_first_where_there_is_one() -> None:
    turned = finding("overfitting", ("too_little_regularization", 0.8), best_epoch=12)
    first = suggest(SETUPS["Adam"], (turned,))[0]
    assert (first.action, first.headline) == ("stop_earlier", "Stop after epoch 12 and keep its weights")


def test_a_nan_asks_for_a_look_at_the_data_and_at_the_logarithm() -> None:
    causes = (("learning_rate_too_high", 0.5), ("wrong_output_or_loss", 0.35))
    said = {each.action: each.headline for each in suggest(SETUPS["Adam"], (finding("non_finite_loss", *causes),))}
    assert "fix_output_layer" not in said
    assert said["check_training_loop"].startswith("Check the inputs and labels for NaN")
    classifier = known(optimizer="adam", loss="categorical_crossentropy")
    said = {each.action: each.headline for each in suggest(classifier, (finding("non_finite_loss", *causes),))}
    assert said["fix_output_layer"] == "Compute the loss from logits, so that no logarithm of 0 is taken"


@pytest.mark.parametrize("setting", SETUPS)
def test_suggestions_are_few_ranked_distinct_and_do_not_contradict(setting: str) -> None:
    for rule in RULES:
        made = suggest(SETUPS[setting], (finding(rule.id, ("learning_rate_too_high", 0.8)), finding("noisy_loss")))
        actions = [each.action for each in made]
        assert len(actions) == len(set(actions)) <= AT_MOST
        assert [each.weight for each in made] == sorted((each.weight for each in made), reverse=True)
        assert not any(pair <= set(actions) for pair in remedies.CONTRARY)


def test_what_the_run_already_does_is_not_suggested() -> None:
    everything = [finding(rule.id, *((cause, 0.9) for cause in sorted(CAUSES))) for rule in RULES]
    does = known(optimizer="adam", learning_rate=0.001, clip_norm=1.0, schedule="cosine", warmup_steps=100)
    said = {each.action for one in everything for each in suggest(does, (one,))}
    assert not said & {"use_adam", "clip_gradients", "decay_learning_rate", "warm_up_learning_rate"}


def test_a_network_that_is_tuned_further_keeps_its_layers_inputs_and_optimizer() -> None:
    everything = [finding(rule.id, *((cause, 0.9) for cause in sorted(CAUSES))) for rule in RULES]
    said = {each.action for one in everything for each in suggest(known(framework="transformers"), (one,))}
    assert said and not said & remedies.SETTLED


def test_a_detector_out_of_a_library_keeps_its_layers_and_inputs() -> None:
    detector = run([math.nan] * 3, train__box_loss=[math.nan] * 3)
    said = {each.action for each in suggest(detector, non_finite_loss.RULE.on(detector))}
    assert {"lower_learning_rate", "use_adam"} <= said and not said & remedies.BUILT_IN


def test_the_usual_rate_of_a_network_that_is_tuned_further_is_lower() -> None:
    slow = finding("slow_convergence", ("learning_rate_too_low", 0.85))
    raised = {
        name: suggest(known(framework=name, learning_rate=2e-5), (slow,))[0].patch[0]["value"]
        for name in ("transformers", "pytorch")
    }
    assert raised == {"transformers": 0.0002, "pytorch": 0.001}


def test_a_warm_up_is_for_what_goes_wrong_at_the_start() -> None:
    for steps, first, said in ((range(40), 2, True), (range(40), 30, False), (range(5000, 5040), 5002, False)):
        late = Run({"train/loss": Series(np.array(steps), falling(40), "epoch")})
        spike = replace(finding("loss_spikes"), where=Where("train/loss", first, steps[-1], "epoch"))
        assert ("warm_up_learning_rate" in {each.action for each in suggest(late, (spike,))}) is said


def test_after_a_rate_that_broke_the_network_a_fall_begins_at_the_lower_one() -> None:
    stuck = finding("stuck_at_chance", ("learning_rate_too_high", 0.9))
    said = {each.action: each for each in suggest(SETUPS["Adam"], (stuck,))}
    assert next(iter(said)) == "lower_learning_rate"
    lower = said["lower_learning_rate"].patch[0]["value"]
    assert f"from {lower:g} to 0" in said["decay_learning_rate"].headline


def test_of_a_loss_of_numbers_that_overflows_the_target_is_scaled_next() -> None:
    errors = run([math.nan] * 4, train__mae=[math.nan] * 4, context={"framework": "keras"})
    lower, scale, *_ = suggest(errors, non_finite_loss.RULE.on(errors))
    assert lower.action == "lower_learning_rate"
    assert scale.headline == "Scale the inputs and the target to mean 0 and deviation 1"


def test_an_error_that_begins_huge_asks_for_another_scale_first() -> None:
    huge = run([154263.5, math.nan, math.nan], val_loss=[98212.1, math.nan, math.nan], context={"loss": "mse"})
    first = suggest(huge, non_finite_loss.RULE.on(huge))[0]
    assert (first.action, first.headline) == (
        "scale_inputs",
        "Scale the inputs and the target to mean 0 and deviation 1",
    )
    assert first.why == "An error that begins at 1.54e+05 is one of targets far larger than 1."


def test_a_rate_for_beginners_is_far_too_high_for_a_trained_network() -> None:
    stuck = finding("stuck_at_chance", ("saturated_activations", 0.85), ("learning_rate_too_high", 0.25))
    first = suggest(known(framework="transformers", learning_rate=0.01), (stuck,))[0]
    assert (first.headline, first.why) == (
        "Lower the learning rate from 0.01 to 5e-05",
        "0.01 is 200 times the usual rate of adamw.",
    )


def test_validation_that_was_never_within_reach_is_of_other_inputs_or_another_mode() -> None:
    epochs = np.arange(1.0, 9.0)
    apart = run(0.5 / epochs, val_loss=300 + 400 * epochs, context={"framework": "keras"})
    first = suggest(apart, BY_ID["overfitting"].on(apart))[0]
    assert first.headline == "Compare one batch in training and in evaluation mode, and how both sets are prepared"
    near = run(0.5 / epochs, val_loss=0.4 + 0.1 * epochs, context={"framework": "keras"})
    assert suggest(near, BY_ID["overfitting"].on(near))[0].action == "stop_earlier"


def test_what_stands_still_beside_a_loss_that_moves_is_looked_at_itself() -> None:
    for loss, begins in ((falling(30), "Compute this number by hand"), (np.full(30, 0.7), "Check that one step")):
        assert suggest(run(loss), (finding("frozen_metrics"),))[0].headline.startswith(begins)


def test_who_guesses_is_asked_for_the_labels_and_not_told_an_output_on_suspicion() -> None:
    stuck = finding("stuck_at_chance", ("learning_rate_too_high", 0.75), ("wrong_output_or_loss", 0.25))
    said = {each.action: each.headline for each in suggest(SETUPS["Adam"], (stuck,))}
    assert said["check_training_loop"].startswith("Check that every label") and "fix_output_layer" not in said


def test_trees_that_guess_are_let_split_and_count_both_classes() -> None:
    stuck = finding("stuck_at_chance", ("poor_initialization", 0.35), ("no_parameter_update", 0.15))
    said = [each.action for each in suggest(SETUPS["boosting"], (stuck,))]
    assert said == ["reweight_classes", "enlarge_model", "check_training_loop"]


def test_information_beside_a_fault_adds_no_list_of_its_own() -> None:
    fault = finding("overfitting", ("too_little_regularization", 0.8))
    noise = finding("noisy_loss", ("learning_rate_too_high", 0.55), ("batch_too_small", 0.5), severity="info")
    alone, beside = (suggest(SETUPS["nothing known"], found) for found in ((fault,), (fault, noise)))
    assert [each.action for each in beside] == [each.action for each in alone]


def test_boosting_gets_no_advice_for_networks() -> None:
    everything = [finding(rule.id, *((cause, 0.9) for cause in sorted(CAUSES))) for rule in RULES]
    said = {each.action for one in everything for each in suggest(SETUPS["boosting"], (one,))}
    networks = "use_adam clip_gradients change_activation change_initialization add_normalization larger_batch"
    assert said and not said & set(networks.split())


def test_nothing_is_suggested_where_nothing_was_found() -> None:
    assert suggest(SETUPS["Adam"], ()) == ()


def test_a_suggestion_names_every_finding_that_it_answers() -> None:
    first = suggest(
        SETUPS["gradient descent"],
        (
            finding("diverging", ("learning_rate_too_high", 0.9)),
            finding("oscillating", ("learning_rate_too_high", 0.9)),
        ),
    )[0]
    assert first.addresses == ("diverging", "oscillating")


@pytest.mark.parametrize(
    ("setting", "likely", "action"),
    [
        ({"optimizer": "adam", "learning_rate": 1.0}, ("model_too_small", 0.6), "lower_learning_rate"),
        ({"optimizer": "sgd", "learning_rate": 3.0}, ("no_parameter_update", 0.7), "use_adam"),
        ({"optimizer": "adam", "learning_rate": 1e-5}, ("batch_too_small", 0.8), "raise_learning_rate"),
        ({"optimizer": "adam", "learning_rate": 3e-5}, ("learning_rate_too_high", 0.75), "lower_learning_rate"),
        ({"optimizer": "adam", "learning_rate": 0.001}, ("batch_too_small", 0.8), "larger_batch"),
    ],
)
def test_a_rate_far_from_the_usual_one_comes_first_unless_the_curve_says_otherwise(
    setting: dict[str, float | str], likely: tuple[str, float], action: str
) -> None:
    found = finding("noisy_loss", likely)
    assert suggest(known(**setting), (found,))[0].action == action


def test_a_nan_out_of_a_calm_curve_is_searched_for_in_the_data_first() -> None:
    calm, grown = (
        suggest(SETUPS["nothing known"], (finding("non_finite_loss", ("learning_rate_too_high", likely), **before),))
        for likely, before in ((0.4, {"records_before": 12.0}), (0.9, {"records_before": 12.0}))
    )
    assert (calm[0].action, grown[0].action) == ("check_training_loop", "lower_learning_rate")


def test_where_nothing_is_finite_the_rate_comes_before_another_optimizer() -> None:
    found = finding("non_finite_loss", ("learning_rate_too_high", 0.5))
    first, second, *_ = suggest(known(optimizer="sgd", learning_rate=0.01), (found,))
    assert (first.action, second.action) == ("lower_learning_rate", "use_adam")


@pytest.mark.parametrize(
    ("steps", "val_loss", "action"),
    [
        (range(1, 10), None, "check_training_loop"),
        (range(5000, 5450, 50), None, "lower_learning_rate"),  # trained for long: its data had no NaN
        (range(1, 10), [math.nan] * 9, "check_training_loop"),
    ],
)
def test_a_nan_is_searched_for_in_data_that_were_not_trained_on_yet(
    steps: range, val_loss: list[float] | None, action: str
) -> None:
    loss = [2.1, 2.2, 2.15, 2.2, 2.1, 2.15, 2.2, 2.1, 2.15 if val_loss else math.nan]
    series = {"train/loss": loss} | ({"val/loss": val_loss} if val_loss else {})
    broken = Run({key: Series(np.array(steps), np.array(values), "step") for key, values in series.items()})
    assert suggest(broken, non_finite_loss.RULE.on(broken))[0].action == action

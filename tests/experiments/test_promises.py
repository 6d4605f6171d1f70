"""What experiments must be able to do, line by line: the questions that this project started with."""

from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzers import spec
from analyzers.experiments import Experiment
from analyzers.experiments.budget import Budget
from analyzers.experiments.change import Known
from analyzers.experiments.changes import CHANGES
from analyzers.experiments.first_round import first_round
from analyzers.experiments.plan import Plan
from analyzers.experiments.replay import Replay, replay
from analyzers.nn.evaluate import predict
from analyzers.spec.code import write
from tests.experiments.specs import Json, Ticking, dense, half, prepared, tried

QUESTION = """\
import numpy as np
from tensorflow import keras

x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0,
              19.0, 20.0])
y = x / 2

model = keras.models.Sequential()
model.add(keras.layers.Dense(units=1, input_shape=[1]))
model.compile(optimizer="sgd", loss="mean_squared_error")
model.fit(x, y, epochs=500)
print(model.predict(np.array([25.0])))
"""
SEEDS = Path(__file__).parents[3] / "shared" / "corpus" / "seeds"
LIMIT = 0.0069315


@pytest.fixture(scope="module")
def question() -> Experiment:
    return tried({"model": {"source": QUESTION}})


def test_pasted_code_is_understood_without_being_run(question: Experiment) -> None:
    made = question.prepared.spec
    assert made.training.learning_rate == 0.01
    assert question.prepared.x.ravel().tolist() == [float(n) for n in range(1, 21)]
    assert made.not_understood == ()


def test_its_loss_grows_by_the_factor_that_the_curvature_sets_then_is_no_number(question: Experiment) -> None:
    assert question.replay is not None
    losses = question.replay.run["train/loss"].values
    assert losses[30] / losses[29] == pytest.approx(3.5547, rel=1e-4)
    assert np.isinf(losses).any()
    assert np.isnan(losses[-1])
    assert 60 <= np.argmax(~np.isfinite(losses)) <= 76


def test_the_limit_is_the_same_from_the_data_and_from_the_curve(question: Experiment) -> None:
    assert question.stability is not None
    assert question.replay is not None
    assert question.stability.start.learning_rate_limit == pytest.approx(LIMIT, rel=1e-4)
    (diverging,) = (each for each in question.replay.diagnosis.findings if each.code == "diverging")
    assert diverging.evidence["critical_learning_rate"].value == pytest.approx(LIMIT, rel=1e-4)


@pytest.mark.parametrize(("points", "converges"), [(10, True), (16, True), (17, False), (18, False)])
def test_up_to_16_points_converge(points: int, converges: bool) -> None:
    done = tried(half(points, epochs=400), ask=["replay"])
    assert done.replay is not None
    losses = done.replay.run["train/loss"].values
    assert bool(losses[-1] < losses[0]) is converges
    assert (done.replay.diagnosis.verdict == "critical") is not converges


def test_a_lower_rate_adam_and_scaling_are_proved_and_scaling_helps_most(question: Experiment) -> None:
    trials = {trial.action: trial for trial in question.trials}
    for action in ("lower_learning_rate", "use_adam", "scale_inputs"):
        assert trials[action].helped, trials[action]
        assert trials[action].seeds >= 3
    afters = {action: trial.after or 0.0 for action, trial in trials.items() if trial.helped}
    assert min(afters, key=lambda action: afters[action]) == "scale_inputs"


@pytest.mark.parametrize(("name", "rate"), [("sgd", 0.0001), ("adam", 0.05)])
def test_a_smaller_rate_and_adam_converge(name: str, rate: float) -> None:
    done = tried(half(rate=rate, name=name, epochs=400), ask=["replay"])
    assert done.replay is not None
    assert done.replay.run["train/loss"].values[-1] < 0.1


def test_the_prediction_at_25_tends_to_half_of_it(question: Experiment) -> None:
    assert question.best is not None
    made = question.best.outcome.prepared
    x = question.prepared.x
    at = np.array([[25.0]])
    if made.spec.data.scale == "standard":
        at = (at - x.mean()) / x.std()
    predicted = [predict(made.network, each.weights, at)[0, 0] for each in question.best.outcome.trained]
    assert predicted == pytest.approx([12.5] * len(predicted), abs=0.05)


def test_the_first_question_verbatim_is_replayed_as_its_log_shows() -> None:
    found = sorted(SEEDS.glob("002_*"))
    if not found:
        pytest.skip("the collection of real questions is not beside this repository")
    text = found[0].read_text()
    done = tried({"model": {"source": text}, "log": text})
    assert done.match is not None
    assert done.match.agrees
    assert done.match.growth[0] == pytest.approx(done.match.growth[1], rel=1e-4)
    assert done.stability is not None
    assert done.stability.start.learning_rate_limit == pytest.approx(LIMIT, rel=1e-4)
    assert "scale_inputs" in {trial.action for trial in done.trials if trial.helped}


def signs(rate: float) -> Json:
    """Images of six classes before 25-12-6 ReLU units and a loss that takes scores, smaller than the real ones."""
    return {
        "model": {"layers": [dense(25, "relu"), dense(12, "relu"), dense(6)]},
        "data": {"stand_in": {"task": "classification", "examples": 360, "features": [24, 24, 3], "classes": 6}},
        "training": {
            "optimizer": {"name": "adam", "learning_rate": rate},
            "loss": {"name": "sparse_categorical_crossentropy", "from_logits": True},
            "batch_size": 32,
            "epochs": 20,
        },
    }


@pytest.mark.parametrize("rate", [1.0, 0.1])
def test_huge_steps_kill_all_units_of_a_layer_and_it_is_said_so(rate: float) -> None:
    done = tried(signs(rate), ask=["replay"])
    assert done.replay is not None
    run, found = done.replay.run, {each.code: each for each in done.replay.diagnosis.findings}
    assert run["train/accuracy"].values[-1] == pytest.approx(1 / 6, abs=0.02)
    assert run["train/loss"].values[-1] == pytest.approx(log(6), abs=0.15)  # the output's biases jitter
    assert max(run[key].values[-1] for key in run.series if key.endswith("dead_share")) == 1.0
    assert "dead_units" in found
    (stuck,) = (each for code, each in found.items() if code == "stuck_at_chance")
    assert "dead_units" in [cause.code for cause in stuck.causes]


def test_a_small_step_learns() -> None:
    done = tried(signs(0.0001) | {"training": signs(0.0001)["training"] | {"epochs": 40}}, ask=["replay"])
    assert done.replay is not None
    assert done.replay.run["train/loss"].values[-1] < 0.7 * log(6)


@pytest.mark.timeout(120)
def test_a_lower_rate_and_a_decay_are_measured() -> None:
    small = {"stand_in": signs(0.1)["data"]["stand_in"] | {"examples": 180, "features": [10, 10, 3]}}
    short = signs(0.1) | {"data": small, "training": signs(0.1)["training"] | {"epochs": 12}}
    done = tried(short)
    trials = {trial.action: trial for trial in done.trials}
    assert trials["lower_learning_rate"].helped
    assert "decay_learning_rate" in trials
    assert done.best is not None
    assert done.best.trial.after is not None
    assert done.best.trial.after < 0.5 * log(6)


def late(epochs: int) -> Json:
    """Digits before convolutions and dense layers of sigmoids with small weights, smaller than the real ones."""
    small = {"activation": "sigmoid", "kernel_initializer": {"name": "normal", "stddev": 0.2}}
    convolution: Json = {"type": "conv2d", "kernel_size": 3, "padding": "same", **small}
    layers: list[Any] = [
        *(convolution | {"filters": 4}, "max_pool2d", convolution | {"filters": 8}, "max_pool2d"),
        *(convolution | {"filters": 8}, "flatten", {"type": "dense", "units": 32, **small}),
        {"type": "dense", "units": 10, **small, "activation": "softmax"},
    ]
    return {
        "model": {"layers": layers},
        "data": {"dataset": "digits", "shape": [8, 8, 1], "scale": "min_max"},
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.003}, "batch_size": 32, "epochs": epochs},
    }


@pytest.fixture(scope="module")
def delayed() -> Replay:
    return replay(prepared(late(16)), Budget.of(1e9, Ticking(0)))


def test_a_delayed_start_is_called_one_and_no_failure(delayed: Replay) -> None:
    losses, found = delayed.run["train/loss"].values, {each.code: each for each in delayed.diagnosis.findings}
    assert abs(losses[:5] - log(10)).max() < 0.06
    assert losses[-1] < 0.5 * log(10)
    assert delayed.diagnosis.verdict == "healthy"
    assert {"saturated_activations", "poor_initialization"} & {each.code for each in found["initial_plateau"].causes}


def test_what_shortens_a_delayed_start_is_measured_even_in_a_hurry(delayed: Replay) -> None:
    known, budget = Known(prepared(late(16)), delayed, None), Budget.of(1e9, Ticking(0))
    document = spec.plain(known.prepared.spec)
    remedies = tuple((action, CHANGES[action](document, known)) for action in ("change_activation", "clip_gradients"))
    _, tried = first_round(known.prepared, Plan(remedies, 6, 3, hurried=True), budget, 0.0)
    trials = {each.trial.action: each.trial for each in tried}
    assert trials["change_activation"].helped
    assert trials["change_activation"].seeds == 3
    assert trials["change_activation"].interval is not None
    assert trials["change_activation"].interval[0] > 2
    assert not trials["clip_gradients"].helped


def test_numbers_in_the_hundred_thousands_are_learnt_once_they_are_scaled() -> None:
    """Prices: neither more epochs nor a higher rate does in as many steps what a target of size 1 does."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((80, 3))
    data = {"x": x.tolist(), "y": (3e5 + 5e4 * (x @ [1.0, -0.5, 0.3])).tolist()}
    how = {"optimizer": {"name": "adam", "learning_rate": 0.001}, "loss": "mse", "epochs": 20}
    done = tried({"model": {"layers": [dense(8, "relu"), dense(1)]}, "data": data, "training": how})
    assert done.checks[0].headline.startswith("The target reaches a size of 3.")
    first = done.trials[0]
    assert (first.action, first.helped, first.metric) == ("scale_inputs", True, "train/mse")
    assert [operation["path"] for operation in first.patch] == ["/data/scale", "/data/scale_target"]
    assert first.before == pytest.approx(9e10, rel=0.1), "in squared units of the prices: nothing was learnt"
    assert first.interval is not None and first.interval[0] > 10
    assert done.best is not None and "y - np.mean(y, axis=0" in write(done.best.outcome.prepared)["pytorch"]


def test_what_is_scaled_already_is_not_suggested() -> None:
    value = half(scale="standard", scale_target="standard", rate=3.0)
    done = tried(value, ask=["replay"])
    assert done.replay is not None and done.replay.diagnosis.verdict == "critical"
    assert "scale_inputs" not in [each.action for each in done.replay.diagnosis.suggestions]


def test_two_faults_of_which_one_hides_the_other_are_mended_together() -> None:
    """A softmax over one unit, on inputs as large as a thousand: no change alone does anything."""
    one = {"layers": [dense(8, "relu"), dense(1, "softmax")]}
    how = {"optimizer": {"name": "adam", "learning_rate": 0.01}, "loss": "binary_crossentropy", "epochs": 4}
    done = tried({"model": one, "data": {"dataset": "breast_cancer"}, "training": how}, ask=["checks", "remedies"])
    assert not any(trial.helped for trial in done.trials)
    assert done.best is not None
    assert done.best.actions[:2] == ("fix_output_layer", "scale_inputs")
    assert done.best.trial.after > 0.9

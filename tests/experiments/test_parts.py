"""Replay, stability, cost, candidates and changes, each by itself."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analyzers import spec
from analyzers.errors import SpecError
from analyzers.experiments.budget import Budget
from analyzers.experiments.candidates import candidates
from analyzers.experiments.change import Known
from analyzers.experiments.changes import CHANGES
from analyzers.experiments.cost import Limits, check, estimate
from analyzers.experiments.matching import match
from analyzers.experiments.replay import Replay, replay
from analyzers.experiments.stability import Along, Stability
from analyzers.remedies import REMEDIES
from analyzers.rule import Finding, Where
from analyzers.run import Series
from tests.experiments.specs import Json, Ticking, dense, half, moons, prepared, tried


def replayed(value: Json, seconds: float = 1e9, step: float = 0.0) -> Replay:
    return replay(prepared(value), Budget.of(seconds, Ticking(step)))


def stability(value: Json) -> Stability:
    made, budget = prepared(value), Budget.of(1e9, Ticking(0))
    along = Along(made, budget)
    replay(made, budget, along)
    found = along.stability(1e9)
    assert found is not None
    return found


def known(value: Json) -> Known:
    return Known(prepared(value), replayed(value), None)


def changed(action: str, value: Json) -> Json:
    made = known(value)
    document = spec.plain(made.prepared.spec)
    return dict(spec.apply(document, CHANGES[action](document, made)))


def test_a_replay_holds_curves_probes_and_findings() -> None:
    made = replayed(half(epochs=30))
    assert {"train/loss", "lr", "layer/dense_1/update_ratio"} <= {*made.run.series}
    assert made.run.known("learning_rate") == 0.01
    assert "diverging" in [finding.code for finding in made.diagnosis.findings]


@pytest.mark.parametrize(
    ("losses", "epoch"),
    [
        ([2.3, 2.3, 2.3, 2.2, 1.0, 0.4, 0.2], 5),
        ([4.0, 2.0, 1.0, 0.5], 2),
        ([2.3, 2.31, 2.3, 2.3], 2),
        ([1.0, 2.0, 4.0], 1),
        ([1.0, np.inf, np.nan], 1),
    ],
    ids=["after a plateau", "at once", "never", "it diverges", "it overflows"],
)
def test_a_replay_tells_by_when_its_loss_had_made_half_of_its_way(losses: list[float], epoch: int) -> None:
    curve = Series(np.arange(1, len(losses) + 1), np.array(losses), "epoch", "loss")
    assert replayed(half(epochs=1)).with_curves({"train/loss": curve}).turned == epoch


def test_a_replay_that_runs_out_of_time_says_so() -> None:
    made = replayed(half(epochs=1000), 1.0, 0.01)
    assert not made.trained.complete
    assert "the time was up" in made.run.notes[0]


@pytest.mark.parametrize(("count", "limit"), [(10, 0.0254518), (16, 0.0106073), (17, 0.0094542), (20, 0.0069315)])
def test_the_limit_of_gradient_descent_is_two_over_the_curvature(count: int, limit: float) -> None:
    found = stability(half(count, epochs=3))
    assert found.start.learning_rate_limit == pytest.approx(limit, rel=1e-4)


def test_momentum_raises_the_limit() -> None:
    value = half(epochs=3)
    value["training"]["optimizer"]["momentum"] = 0.9
    assert stability(value).start.learning_rate_limit == pytest.approx(0.0069315 * 1.9, rel=1e-4)


def chebyshev(name: str, rate: float, epochs: int) -> Json:
    """The fourth Chebyshev polynomial on 20 points, by two layers of tanh, all examples in one step."""
    x = np.linspace(-1, 1, 20)
    value = half(rate=rate, epochs=epochs, name=name, x=x[:, None].tolist(), y=np.cos(4 * np.arccos(x)).tolist())
    return value | {"model": {"layers": [dense(20, "tanh"), dense(20, "tanh"), dense(1)]}}


@pytest.mark.parametrize(
    ("name", "rate", "epochs"), [("sgd", 0.1, 1600), ("adam", 0.01, 1000), ("rmsprop", 0.003, 800)]
)
def test_the_curvature_rises_until_the_limit_is_the_rate_and_hovers_there(name: str, rate: float, epochs: int) -> None:
    limits = [point.learning_rate_limit or 0.0 for point in stability(chebyshev(name, rate, epochs)).points]
    assert len(limits) > 15
    assert np.median(limits[-5:]) == pytest.approx(rate, rel=0.2)


def test_the_curvature_is_among_the_curves_of_the_replay() -> None:
    done = tried(moons(epochs=30), ask=["replay", "stability"])
    assert done.replay is not None
    limits = done.replay.run["stability_limit"]
    assert limits.steps.tolist() == done.replay.run["sharpness"].steps.tolist()
    assert (limits.steps[0], limits.steps[-1]) == (0, 30)
    assert (limits.values > 0).all()


def test_looks_at_the_curvature_take_a_small_share_of_the_time() -> None:
    made, budget = prepared(moons(epochs=400)), Budget.of(30.0, Ticking(0.004))
    along = Along(made, budget)
    replay(made, budget, along)
    assert 0 < along.spent <= 0.06 * budget.seconds


def test_an_adaptive_optimizer_beyond_its_first_limit_is_no_finding() -> None:
    done = tried(chebyshev("adam", 0.03, 100), ask=["checks", "replay", "stability"])
    assert done.stability is not None
    assert (done.stability.start.learning_rate_limit or 1.0) < 0.03
    assert "learning_rate_above_stability_limit" not in {found.code for found in done.checks}


def test_the_estimate_counts_parameters_and_operations() -> None:
    value = moons(epochs=10)
    found = estimate(prepared(value))
    assert found.parameters == 2 * 16 + 16 + 16 + 1
    weights, activations = 2 * (2 * 16 + 16), 16 + 1
    assert found.flops == 3 * (weights + activations) * 160 * 10


@pytest.mark.parametrize(
    ("limits", "at"),
    [
        (Limits(parameters=10), "/model"),
        (Limits(examples=10), "/data"),
        (Limits(seconds=1e-6), "/training/epochs"),
    ],
)
def test_what_is_too_much_is_refused_with_what_to_shrink(limits: Limits, at: str) -> None:
    with pytest.raises(SpecError) as refused:
        check(prepared(moons()), limits)
    assert refused.value.at == at
    assert refused.value.hint


def test_every_remedy_that_changes_a_spec_has_a_known_name() -> None:
    assert {*CHANGES} == {remedy.action for remedy in REMEDIES}


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize("value", [half(epochs=3), moons(epochs=3)], ids=["line", "moons"])
def test_a_change_makes_a_spec_that_can_be_trained(action: str, value: Json) -> None:
    assert prepared(changed(action, value)).network.size > 0


CHANGED: list[tuple[str, Json, Any]] = [
    ("scale_inputs", moons(epochs=1), lambda s: s["data"]["scale"] == "standard"),
    ("use_adam", half(epochs=1), lambda s: s["training"]["optimizer"]["name"] == "adam"),
    ("check_training_loop", moons(rate=0.0, epochs=1), lambda s: s["training"]["optimizer"]["learning_rate"] == 0.001),
    ("clip_gradients", moons(epochs=1), lambda s: s["training"]["optimizer"]["clip_norm"] == 1.0),
    ("train_longer", moons(epochs=2), lambda s: s["training"]["epochs"] == 4),
    ("larger_batch", moons(epochs=1), lambda s: s["training"]["batch_size"] == 128),
    ("fix_output_layer", moons(output="relu", epochs=1), lambda s: s["model"]["layers"][-1]["activation"] == "sigmoid"),
    ("change_activation", moons(epochs=1), lambda s: s["model"]["layers"][0]["activation"] == "leaky_relu"),
    ("add_normalization", moons(epochs=1), lambda s: s["model"]["layers"][1]["type"] == "batch_norm"),
    ("enlarge_model", half(epochs=1), lambda s: len(s["model"]["layers"]) == 2),
    ("add_regularization", moons(epochs=1), lambda s: s["model"]["layers"][1]["type"] == "dropout"),
    ("reweight_classes", moons(epochs=1), lambda s: s["training"]["class_weights"] == "balanced"),
    ("decay_learning_rate", moons(epochs=4), lambda s: s["training"]["schedule"]["name"] == "cosine"),
    ("warm_up_learning_rate", moons(epochs=20), lambda s: s["training"]["schedule"]["length"] == 2),
]


@pytest.mark.parametrize(("action", "value", "holds"), CHANGED, ids=[each[0] for each in CHANGED])
def test_a_change_does_what_its_remedy_says(action: str, value: Json, holds: Any) -> None:
    assert holds(changed(action, value))


SAME = (
    "clip_gradients",
    "decay_learning_rate",
    "larger_batch",
    "scale_inputs",
    "train_longer",
    "warm_up_learning_rate",
)


@pytest.mark.parametrize("action", [*SAME, "use_adam"])
def test_what_is_tried_is_what_is_suggested(action: str) -> None:
    value = half(40, epochs=50) if action == "use_adam" else moons(epochs=50)
    made = known(value)
    spikes = Finding("loss_spikes", "warning", 0.9, "", "", where=Where("train/loss", 1, 50, "epoch"))
    noise = replace(spikes, code="stuck_at_chance" if action == "use_adam" else spikes.code)
    (remedy,) = (each for each in REMEDIES if each.action == action)
    suggested = remedy.suggest(made.replay.run, noise)
    assert suggested is not None
    tried_by = CHANGES[action](spec.plain(made.prepared.spec), made)
    paths = [(operation["path"], operation["value"]) for operation in tried_by]
    assert paths == [(operation["path"], operation["value"]) for operation in suggested.patch]


def test_nothing_wrong_calls_for_nothing() -> None:
    assert candidates(known(moons(epochs=40)), ()) == ()


def test_divergence_calls_for_a_lower_rate_or_scaling_among_the_first() -> None:
    value = half(epochs=60)
    called_for = [action for action, _ in candidates(known(value), ())]
    assert {"use_adam", "scale_inputs"} & {*called_for[:5]}


def log(losses: Any) -> str:
    return "\n".join(f"Epoch {n}/{len(losses)}\nloss: {loss:.6g}" for n, loss in enumerate(losses, 1))


def test_a_log_of_the_same_growth_matches() -> None:
    made = replayed(half(epochs=20))
    found = match(log(3.0 * made.run["train/loss"].values), made)
    assert found is not None
    assert found.agrees
    assert found.growth[0] == pytest.approx(found.growth[1], rel=1e-4)
    assert found.ratio == pytest.approx(1 / 3, rel=1e-4)


def test_a_log_that_learns_does_not_match_a_replay_that_diverges() -> None:
    found = match(log(np.geomspace(2.0, 0.1, 20)), replayed(half(epochs=20)))
    assert found is not None
    assert not found.agrees


def test_a_text_without_a_curve_matches_nothing() -> None:
    assert match("there is nothing here", replayed(half(epochs=3))) is None


def test_a_deep_chain_of_layers_is_priced_by_its_size() -> None:
    value = moons()
    value["model"] = {"layers": [dense(64, "relu"), dense(64, "relu"), dense(1, "sigmoid")]}
    assert estimate(prepared(value)).seconds > estimate(prepared(moons())).seconds

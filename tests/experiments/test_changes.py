"""What each remedy changes in a spec, and which are worth a trial."""

from dataclasses import replace
from typing import Any

import pytest

from analyzers import spec
from analyzers.experiments.candidates import candidates
from analyzers.experiments.change import Known
from analyzers.experiments.changes import CHANGES
from analyzers.remedies import REMEDIES
from analyzers.rule import Finding, Where
from tests.experiments.specs import Json, half, moons, prepared, replayed


def known(value: Json) -> Known:
    return Known(prepared(value), replayed(value), None)


def changed(action: str, value: Json) -> Json:
    made = known(value)
    document = spec.plain(made.prepared.spec)
    return dict(spec.apply(document, CHANGES[action](document, made)))


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

"""What is tried within the time there is."""

from dataclasses import replace

import pytest

from analyzers.experiments.baseline import Baseline, Tried
from analyzers.experiments.budget import Budget
from analyzers.experiments.change import Candidate
from analyzers.experiments.first_round import first_round
from analyzers.experiments.outcomes import outcomes
from analyzers.experiments.part import Part
from analyzers.experiments.plan import Plan, planned
from analyzers.experiments.trials import compare
from tests.experiments.specs import Ticking, half, moons, prepared

THREE: tuple[Candidate, ...] = (
    ("train_longer", ({"op": "add", "path": "/training/epochs", "value": 60},)),
    ("lower_learning_rate", ({"op": "replace", "path": "/training/optimizer/learning_rate", "value": 0.1},)),
    ("scale_inputs", ({"op": "add", "path": "/data/scale", "value": "standard"},)),
)


@pytest.mark.parametrize(("affordable", "seeds"), [(600, 3), (20_000, 7)])
def test_where_there_is_time_all_are_tried_in_full(affordable: float, seeds: int) -> None:
    plan = planned(THREE, 20, affordable, affordable)
    assert (plan.remedies, plan.epochs, plan.seeds, plan.hurried) == (THREE, 20, seeds, False)


def test_where_there_is_little_all_are_tried_for_a_part_of_the_epochs() -> None:
    plan = planned(THREE, 20, 200, 200)
    assert plan.hurried
    assert len(plan.remedies) == 3
    assert 5 <= plan.epochs < 20


def test_where_there_is_less_what_takes_longest_is_left_out() -> None:
    plan = planned(THREE, 20, 50, 50)
    assert [action for action, _ in plan.remedies] == ["lower_learning_rate", "scale_inputs"]


def test_where_there_is_next_to_nothing_a_trial_is_an_epoch() -> None:
    assert planned(THREE, 20, 1, 1).epochs == 1


def test_in_a_hurry_what_does_worse_on_the_first_seed_is_not_trained_from_the_others() -> None:
    made, budget = prepared(half(epochs=30)), Budget.of(1e9, Ticking(0))
    remedies = (THREE[2], ("clip_gradients", ({"op": "add", "path": "/training/optimizer/clip_value", "value": 1e9},)))
    _, tried = first_round(made, Plan(remedies, 30, 3, hurried=True), budget, 0.0)
    trials = {each.trial.action: each.trial for each in tried}
    assert (trials["scale_inputs"].helped, trials["scale_inputs"].seeds) == (True, 3)
    assert (trials["clip_gradients"].helped, trials["clip_gradients"].seeds) == (False, 1)


def test_a_part_that_travels_as_json_gives_the_same_numbers() -> None:
    budget = Budget.of(1e9, Ticking(0))
    for part in (
        Part(prepared(half(epochs=3)), 3, budget, seeds=(1, 2)),
        Part(prepared(moons()), 2, budget, rates=(0.1, 0.01)),
    ):
        there = Part.read(part.plain, budget)()
        for one, other in zip(part(), there, strict=True):
            assert one.run["train/loss"].values.tolist() == other.run["train/loss"].values.tolist()


def test_where_it_is_open_which_is_better_twice_as_many_seeds_decide() -> None:
    budget, seeds = Budget.of(1e9, Ticking(0)), range(3)
    slow, fast = outcomes([(prepared(half(rate=1e-4)), 50), (prepared(half(rate=3e-3)), 50)], budget, seeds)
    baseline = Baseline(slow, budget, 0.0)
    one, other = (Tried(compare("x", (), slow, each), each) for each in (slow, fast))
    assert baseline.better_for_certain(one, [one, other]) is other
    assert baseline.better_for_certain(other, [one]) is None
    assert not one.trial.promising
    assert other.trial.promising


def test_a_remedy_of_which_it_is_open_whether_it_helps_is_judged_on_twice_as_many_seeds() -> None:
    budget = Budget.of(1e9, Ticking(0))
    slow, fast = outcomes([(prepared(half(rate=1e-4)), 50), (prepared(half(rate=3e-3)), 50)], budget, range(3))
    judged = Tried(compare("raise_learning_rate", (), slow, fast), fast)
    still_open = replace(judged, trial=replace(judged.trial, helped=False, promising=True))
    useless = Tried(compare("clip_gradients", (), slow, slow), slow)
    settled = Baseline(slow, budget, 0.0).settled([still_open, useless])
    assert [(each.trial.helped, each.trial.seeds) for each in settled] == [(True, 6), (False, 3)]

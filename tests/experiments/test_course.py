"""An experiment as a whole: its parts, its time, its words."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analyzers import spec
from analyzers.errors import SpecError
from analyzers.experiments import Experiment, experiment, rate_range
from analyzers.experiments.budget import Together, one_by_one, unwatched
from analyzers.experiments.trials import Trial
from analyzers.rendering.experiment_chart import experiment_svg
from analyzers.rendering.experiment_page import experiment_markdown
from tests.experiments.specs import Json, Ticking, dense, half, moons, tried


@pytest.fixture(scope="module")
def line() -> Experiment:
    return tried(half())


def test_what_is_not_asked_for_is_not_done() -> None:
    done = tried(half(), ask=["checks"])
    assert done.checks
    assert (done.replay, done.range, done.stability, done.best, done.trials) == (None, None, None, None, ())


def test_a_healthy_spec_needs_no_remedies() -> None:
    done = tried(moons(epochs=40))
    assert done.replay is not None
    assert done.replay.diagnosis.verdict == "healthy", done.replay.diagnosis.findings
    assert done.complete


def test_what_helped_comes_first_and_the_best_is_at_least_as_good(line: Experiment) -> None:
    verdicts = [trial.helped for trial in line.trials]
    assert verdicts == sorted(verdicts, reverse=True)
    assert line.best is not None
    afters = [trial.after for trial in line.trials if trial.helped and trial.after is not None]
    assert line.best.trial.after is not None
    assert line.best.trial.after <= min(afters) * 1.05


def test_remedies_that_do_nothing_are_told_apart(line: Experiment) -> None:
    verdicts = {trial.action: trial.helped for trial in line.trials}
    assert verdicts["scale_inputs"]
    assert verdicts["lower_learning_rate"]
    assert not verdicts["change_initialization"]


def test_the_patch_of_the_best_makes_its_spec(line: Experiment) -> None:
    assert line.best is not None
    made = spec.apply(spec.plain(line.prepared.spec), line.best.trial.patch)
    assert spec.plain(spec.read(made)) == spec.plain(line.best.outcome.prepared.spec)


def test_the_same_spec_gives_the_same_answer(line: Experiment) -> None:
    again = tried(half())
    assert again.trials == line.trials


def test_no_time_gives_what_is_known_and_says_that_it_is_partial() -> None:
    done = tried(moons(rate=3.0), 1.0, Ticking(0.05))
    assert not done.complete
    assert done.replay is not None
    assert any("too short" in note for note in done.notes)


def test_the_clock_is_asked_but_never_overrun_by_much() -> None:
    clock = Ticking(0.01)
    tried(moons(rate=3.0, epochs=1000), 5.0, clock)
    assert clock.now < 5.5


def test_progress_tells_every_phase() -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    experiment(spec.read(half()), Ticking(1e-6), lambda phase, *of: told.setdefault(phase, []).append(of))
    assert [*told] == ["replay", "stability", "range", "remedies", "combination"]
    assert told["range"] == [(0, 2), (1, 2), (2, 2)]
    trainings = told["remedies"][-1][1]
    assert told["remedies"][1:] == [(done, trainings) for done in range(1, trainings + 1)], "one after each training"
    assert told["combination"][0] == (0, 10) and len(told["combination"]) > 2


def test_progress_of_a_hurried_search_never_goes_back() -> None:
    shares: list[float] = []

    def tell(phase: str, done: int, total: int) -> None:
        if phase == "remedies":
            shares.append(done / total)

    experiment(spec.read(moons(rate=3.0, epochs=300) | {"budget": {"seconds": 5.0}}), Ticking(0.003), tell)
    assert len(shares) > 4 and shares == sorted(shares)


def test_work_is_handed_out_in_pieces_that_can_be_done_in_any_order() -> None:
    backwards: Together = lambda tasks, done=unwatched: one_by_one(tasks[::-1], done)[::-1]  # noqa: E731
    done = experiment(spec.read(half()), Ticking(1e-6), together=backwards)
    assert done.trials == experiment(spec.read(half()), Ticking(1e-6)).trials


def test_a_spec_whose_data_does_not_fit_is_refused() -> None:
    with pytest.raises(SpecError):
        tried({"model": {"layers": [dense(3)], "input_shape": [7]}, "data": {"dataset": "iris"}})


def test_a_stand_in_is_said_to_be_one() -> None:
    done = tried({"model": {"layers": [dense(4, "relu"), dense(3, "softmax")]}}, ask=["replay"])
    assert "stand-in" in experiment_markdown(done)


def test_the_answer_in_markdown_tells_what_helped_and_gives_the_code(line: Experiment) -> None:
    told = experiment_markdown(line)
    assert "| Scale the data | yes |" in told
    assert "keras.Sequential" in told
    assert "0.00693" in told


def trial(**more: Any) -> Trial:
    usual: dict[str, Any] = {
        "action": "use_adam",
        "patch": (),
        "metric": "train/loss",
        "helped": True,
        "promising": True,
    }
    usual |= {"before": 2.0, "after": 1.0, "gain": 2.0, "gain_from": "end", "interval": (1.5, 2.5), "seeds": 3}
    return Trial(**usual | {"complete": True} | more)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (trial(), "| 2 times lower (1.5 … 2.5) | 3 |"),
        (trial(gain=0.25, helped=False), "| 4 times higher | 3 |"),
        (trial(gain=9.0, gain_from="start", interval=None), "| 9 times lower than it begins | 3 |"),
        (trial(metric="val/accuracy", gain=0.221, interval=(-0.1, 0.54)), "| +22.1 points (-10 … 54) | 3 |"),
        (trial(gain=None, before=None, interval=None), "| becomes finite | 3 |"),
    ],
    ids=["loss", "worse", "from the start", "share", "not finite"],
)
def test_a_gain_is_told_in_its_own_unit(line: Experiment, made: Trial, told: str) -> None:
    assert told in experiment_markdown(replace(line, trials=(made,)))


def test_a_range_for_which_there_was_no_time_says_so(line: Experiment) -> None:
    assert line.range is not None
    lost = replace(line.range, losses=np.full(len(line.range.rates), np.nan), complete=False, largest_stable=None)
    assert "there was no time to try them" in experiment_markdown(replace(line, range=lost))


def test_the_chart_shows_both_curves_and_the_range(line: Experiment) -> None:
    drawn = experiment_svg(line)
    assert drawn.startswith("<svg")
    assert all(word in drawn for word in ("before", "after", "learning rate"))


REPAIRED: dict[str, tuple[Json, str]] = {
    "a rate of 0": (moons(rate=0.0), "raise_learning_rate"),
    "softmax over one unit": (moons(output="softmax"), "fix_output_layer"),
    "equal weights": (
        moons() | {"model": {"layers": [dense(16, "relu", kernel_initializer="zeros"), dense(1, "sigmoid")]}},
        "change_initialization",
    ),
}


@pytest.mark.parametrize("name", REPAIRED)
def test_a_fault_is_repaired_by_its_remedy(name: str) -> None:
    value, action = REPAIRED[name]
    done = tried(value)
    assert done.best is not None
    helped: dict[str, Any] = {trial.action: trial for trial in done.trials if trial.helped}
    assert action in {*helped, *done.best.actions}
    assert done.checks


def test_a_time_too_short_for_one_epoch_leaves_what_the_config_shows() -> None:
    done = tried(half(), seconds=1.0, clock=Ticking(0.5))
    assert (done.replay, done.range, done.trials) == (None, None, ())
    assert [finding.code for finding in done.checks][:1] == ["unscaled_inputs"]
    assert done.notes == ("The time was too short for a single epoch of it.",)


def test_what_the_memory_does_not_hold_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(rate_range, "rate_range", full)
    done = tried(half())
    assert done.replay is not None
    assert (done.range, done.complete) == (None, False)
    assert "The memory was too small for the learning-rate range." in done.notes


def test_a_network_without_some_of_its_layers_is_said_to_be_another() -> None:
    code = "m = Sequential()\nm.add(LSTM(8, input_shape=(9, 1)))\nm.add(Dense(1))\nm.compile('sgd', 'mse')\n"
    done = tried({"model": {"source": code}}, ask=["checks"])
    assert done.notes[0] == "Left out, so what was tried is not quite your network: LSTM (line 2)."

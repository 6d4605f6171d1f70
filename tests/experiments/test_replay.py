"""The replay, and a log held against it."""

from typing import Any

import numpy as np
import pytest

from analyzers.experiments.matching import match
from analyzers.run import Series
from tests.experiments.specs import half, replayed


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

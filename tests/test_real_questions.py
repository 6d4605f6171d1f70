"""Three pages that people really posted, where they lie beside the repository; skipped where they do not."""

from pathlib import Path

import pytest

import analyzers
from analyzers.diagnosis import Diagnosis

PAGES = Path(__file__).parents[1].parent / "shared" / "corpus" / "seeds"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the posted pages are not beside this repository")


def answer(number: str) -> Diagnosis:
    (page,) = PAGES.glob(f"{number}_*")
    return analyzers.diagnose(page.read_bytes())


def test_two_rates_that_kill_the_units() -> None:
    runs = answer("000").runs
    assert [run.run.known("learning_rate") for run in runs] == [1, 0.01]
    for run in runs:
        (found,) = run.findings
        assert (found.code, found.evidence["classes"].value) == ("stuck_at_chance", 6)
        assert found.evidence["accounting_factor"].value == pytest.approx(34 / 33)
        assert "34/33 times too high" in found.explanation
        assert [cause.code for cause in found.causes[:2]] == ["learning_rate_too_high", "dead_units"]
        actions = [each.action for each in run.suggestions]
        assert actions[:2] == ["lower_learning_rate", "decay_learning_rate"]
        assert run.suggestions[0].headline.endswith("to 0.0003")


def test_a_plateau_told_in_words() -> None:
    found = answer("001")
    assert (found.verdict, found.primary) == ("unknown", (None, "initial_plateau"))
    assert found.mentioned[0].post


def test_a_divergence_that_proves_the_critical_rate() -> None:
    diverges, converges = answer("002").runs
    (found,) = diverges.findings
    assert found.evidence["growth_per_record"].value == pytest.approx(3.5547, abs=1e-4)
    assert found.evidence["critical_learning_rate"].value == pytest.approx(0.006931, abs=1e-6)
    assert [each.action for each in diverges.suggestions[:2]] == ["lower_learning_rate", "use_adam"]
    assert (diverges.run.known("learning_rate"), converges.run.known("learning_rate")) == (0.01, 0.0001)
    assert (diverges.verdict, converges.verdict) == ("critical", "healthy")

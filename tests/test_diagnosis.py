import sys
from collections.abc import Callable
from types import FrameType

import numpy as np
import pytest

from analyzers.diagnosis import EXPLAINS, diagnose, judge, ranked
from analyzers.reader import Reading
from analyzers.rule import Finding
from analyzers.rules import BY_ID, RULES
from analyzers.run import Floats, Run
from tests.curves import HEALTHY, delayed, falling, flat, growing, noisy, run, scattered, u_shape

NAN = float("nan")
DIVERGED = run(np.append(growing(), [NAN] * 3))
OVERFITTED = run(falling(), val_loss=u_shape())


def reading(*runs: Run) -> Reading:
    return Reading("test", runs, 1, 1)


def finding(code: str, severity: str = "warning", confidence: float = 0.9) -> Finding:
    return Finding(code, severity, confidence, "It is so.", "Because.")  # type: ignore[arg-type]


@pytest.mark.parametrize("healthy", HEALTHY.values(), ids=HEALTHY)
def test_healthy_runs_are_healthy_or_not_judged(healthy: Run) -> None:
    judged = judge(healthy)
    assert judged.verdict in ("healthy", "unknown")
    assert judged.headline.endswith(".")


def test_a_nan_comes_first_and_the_growth_beside_it() -> None:
    judged = judge(DIVERGED)
    assert [found.code for found in judged.findings] == ["non_finite_loss", "diverging"]
    assert judged.verdict == "critical"
    assert judged.headline == judged.findings[0].headline


def test_what_follows_from_another_finding_is_not_told() -> None:
    stuck = run(noisy(flat(np.log(10)), 0.05), accuracy=noisy(flat(0.1), 0.01), context={"classes": 10})
    assert [found.code for found in judge(stuck).findings] == ["stuck_at_chance"]


def test_a_tail_that_still_falls_is_no_plateau() -> None:
    tail = run(0.2 + 2 / np.arange(1.0, 31.0))
    assert list(BY_ID["late_plateau"].look(tail))
    assert [found.code for found in judge(tail).findings] == ["still_improving"]


def test_information_alone_leaves_the_verdict_healthy() -> None:
    judged = judge(run(delayed(60, 20)))
    assert judged.verdict == "healthy"
    assert judged.findings[0].code == "initial_plateau"
    assert judged.headline.startswith("Healthy: ")


def test_two_records_are_too_few_to_judge() -> None:
    judged = judge(run([2.04, 2.0]))
    assert judged.verdict == "unknown"
    assert "too few" in judged.headline


def test_a_run_without_loss_or_accuracy_is_not_judged() -> None:
    assert judge(run(train__seconds=[3.0, 3.1, 3.0, 3.2])).verdict == "unknown"


def test_a_game_that_did_not_break_is_not_called_healthy() -> None:
    judged = judge(HEALTHY["a GAN in balance"])
    assert judged.verdict == "unknown"
    assert "GAN" in judged.headline


def test_every_rule_either_looked_or_says_what_it_lacks() -> None:
    judged = judge(run(falling()))
    skipped = {skip.code: skip.needs for skip in judged.skipped}
    assert set(judged.checked) | set(skipped) == set(BY_ID)
    assert not set(judged.checked) & set(skipped)
    assert skipped["overfitting"] == ("val/loss|val/accuracy|val/auc",)


def test_the_severest_run_is_the_primary_one() -> None:
    diagnosis = diagnose(reading(run(falling()), OVERFITTED, DIVERGED))
    assert diagnosis.primary == (2, "non_finite_loss")
    assert diagnosis.verdict == "critical"
    assert "3 runs" in diagnosis.headline


def test_healthy_runs_have_no_primary() -> None:
    diagnosis = diagnose(reading(run(falling(60, bend=12), accuracy=1 - falling(60, 0.9, 0.01, bend=12))))
    assert diagnosis.primary is None
    assert diagnosis.verdict == "healthy"


def test_no_run_at_all_is_unknown() -> None:
    diagnosis = diagnose(reading())
    assert (diagnosis.verdict, diagnosis.primary, diagnosis.runs) == ("unknown", None, ())


def test_ranks_by_severity_then_by_the_order_of_the_catalogue() -> None:
    found = ranked(
        [
            finding("noisy_loss", "info"),
            finding("overfitting"),
            finding("oscillating"),
            finding("diverging", "critical"),
        ]
    )
    assert [each.code for each in found] == ["diverging", "oscillating", "overfitting", "noisy_loss"]


def test_only_known_findings_explain_each_other() -> None:
    for code, effects in EXPLAINS.items():
        assert {code, *effects} <= set(BY_ID), f"{code} explains a finding that no rule makes"
        assert code not in effects
        for effect in effects:
            assert code not in EXPLAINS.get(effect, ()), f"{code} and {effect} explain each other away"


@pytest.mark.parametrize(
    "values",
    [[], [NAN], [NAN] * 50, [float("inf")] * 4, [1e308, -1e308] * 10, [0.0] * 30, [1e-320] * 12, list(range(9))],
    ids=str,
)
def test_any_values_are_judged_without_an_error(values: list[float]) -> None:
    judged = judge(run(values, val_loss=values, accuracy=values, val_accuracy=values))
    assert judged.verdict in ("healthy", "warning", "critical", "unknown")


@pytest.mark.parametrize("seed", range(60))
def test_random_runs_are_judged_without_an_error(seed: int) -> None:
    draw = np.random.default_rng(seed)
    count = int(draw.integers(1, 60))
    curves = np.exp(draw.normal(0, draw.choice([0.1, 3.0, 200.0]), (4, count)))
    curves[draw.random((4, count)) < draw.choice([0.0, 0.1, 0.8])] = draw.choice([NAN, np.inf, 0.0])
    judged = judge(run(curves[0], val_loss=curves[1], accuracy=curves[2], val_accuracy=curves[3]))
    assert len(judged.checked) > 10


def calls_to_judge(judged: Run) -> int:
    """How many functions, NumPy's included, are called to judge a run."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        judge(judged)
    finally:
        sys.setprofile(None)
    return calls


def test_a_short_run_is_judged_in_few_steps() -> None:
    """2,000 calls take 0.4 ms; how many there are does not depend on the machine, nor on what else it does."""
    loss, accuracy = noisy(falling(50), 0.01), 1 - 0.3 * noisy(falling(50), 0.01)
    judged = run(loss, accuracy=accuracy, val_loss=loss + 0.05, val_accuracy=accuracy - 0.01)
    assert calls_to_judge(judged) < 2000


def with_twins(values: Floats) -> Run:
    """A run whose loss, accuracies and validation loss all go this way."""
    shares = values / values.max()
    return run(values, val_loss=values[::-1], accuracy=shares, val_accuracy=shares[::-1], unit="step")


LONG = {
    "random": lambda count: np.random.default_rng(0).exponential(1.0, count) + 1.0,
    "to and fro": lambda count: np.tile([1.0, 0.1], count // 2),
    "up and down": lambda count: np.abs(np.linspace(-1.0, 1.0, count)) + 0.01,
    "then constant": lambda count: np.append(np.linspace(0.1, 1.0, count // 2), np.full(count // 2, 0.2)),
}


@pytest.mark.parametrize("values", LONG.values(), ids=LONG)
def test_no_rule_walks_through_the_records_of_a_long_run(values: Callable[[int], Floats]) -> None:
    assert calls_to_judge(with_twins(values(400_000))) < 2 * calls_to_judge(with_twins(values(20_000)))


def test_rules_are_ordered_so_that_ruin_is_told_before_cost() -> None:
    places = {rule.id: place for place, rule in enumerate(RULES)}
    assert places["non_finite_loss"] < places["diverging"] < places["overfitting"] < places["still_improving"]


def test_a_rule_that_is_not_asked_would_have_changed_nothing() -> None:
    needless = 0
    for seed in range(20):
        stuck = run(scattered(flat(2.3), 0.02, seed), accuracy=noisy(flat(0.1), 0.01, seed), context={"classes": 10})
        for judged in (
            run(scattered(growing(40, ratio=1.1), 0.3, seed)),
            run(noisy(u_shape(end=3.0), 0.1, seed)),
            stuck,
        ):
            every = ranked(finding for rule in RULES for finding in rule.on(judged))
            told = [each for each in every if not any(each.code in EXPLAINS.get(other.code, ()) for other in every)]
            assert judge(judged).findings == tuple(told)
            needless += len(every) - len(told)
    assert needless > 10


def test_a_mere_guess_explains_no_other_finding() -> None:
    judged = judge(run(noisy(flat(0.2), 2e-4), val__dice=flat(0.0)))
    assert [found.code for found in judged.findings] == ["frozen_metrics", "stuck_at_chance"]

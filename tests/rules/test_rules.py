"""What every rule promises, and the two tables of each rule's own test: FIRES and QUIET."""

import importlib
import math
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import analyzers.rules
from analyzers.rule import SEVERITIES, Finding, Rule
from analyzers.rules import BY_ID, RULES
from analyzers.run import Run
from tests.curves import HEALTHY

CAUSES = {
    *("learning_rate_too_high", "learning_rate_too_low", "saturated_activations", "dead_units", "poor_initialization"),
    *("unscaled_inputs", "wrong_output_or_loss", "too_few_epochs", "model_too_small", "too_little_regularization"),
    *("batch_too_small", "class_imbalance", "no_parameter_update"),
}
HEADINGS = ("What it means", "What to look at", "When to ignore")
FILES = sorted(module.name for module in pkgutil.iter_modules(analyzers.rules.__path__))


def tables(rule_id: str) -> ModuleType:
    return importlib.import_module(f"tests.rules.test_{rule_id}")


def cases(name: str) -> list[object]:
    tested = [rule for rule in RULES if (Path(__file__).parent / f"test_{rule.id}.py").exists()]
    return [
        pytest.param(rule, run, id=f"{rule.id}: {case}")
        for rule in tested
        for case, run in getattr(tables(rule.id), name).items()
    ]


def findings() -> list[tuple[Rule, Run, Finding]]:
    runs = [(BY_ID[rule.id], run) for rule in RULES for run in tables(rule.id).FIRES.values()]
    return [(rule, run, finding) for rule, run in runs for finding in rule.on(run)]


def test_every_file_is_listed() -> None:
    missing = set(FILES) - set(BY_ID)
    assert not missing, f"rule files that are not in RULES: {missing}; list them in analyzers/rules/__init__.py"


@pytest.mark.parametrize("rule_id", FILES)
def test_every_rule_has_its_test(rule_id: str) -> None:
    path = Path(__file__).parent / f"test_{rule_id}.py"
    assert path.exists(), f"rule {rule_id} has no test: copy test_oscillating.py to {path.name}"
    for name in ("FIRES", "QUIET"):
        assert getattr(tables(rule_id), name, None), f"{path.name} needs a table {name} of runs by what they show"


@pytest.mark.parametrize(("rule", "run"), cases("FIRES"))
def test_fires(rule: Rule, run: Run) -> None:
    assert [finding.code for finding in rule.on(run)] == [rule.id]


@pytest.mark.parametrize(("rule", "run"), cases("QUIET"))
def test_stays_quiet(rule: Rule, run: Run) -> None:
    assert [finding.headline for finding in rule.on(run)] == []


@pytest.mark.parametrize("run", HEALTHY.values(), ids=HEALTHY)
def test_no_rule_complains_about_a_healthy_run(run: Run) -> None:
    found = [finding for rule in RULES for finding in rule.on(run)]
    assert [finding.headline for finding in found if finding.severity != "info"] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_docstring_has_the_headings(rule: Rule) -> None:
    for heading in HEADINGS:
        assert re.search(rf"^{heading}$", rule.doc, re.MULTILINE), f"{rule.id}: add the heading '{heading}'"
    assert rule.doc.splitlines()[0].endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_thresholds_have_reasons(rule: Rule) -> None:
    source = Path(importlib.import_module(f"analyzers.rules.{rule.id}").__file__ or "").read_text("utf-8")
    for line in re.findall(r"^    \w+: (?:int|float) = .*", source, re.MULTILINE):
        assert "  # " in line, f"{rule.id}: say why at '{line.strip()}'"


def test_findings_say_what_they_found_in_one_sentence() -> None:
    for _, _, finding in findings():
        assert finding.headline.endswith("."), finding
        assert finding.headline[0].isalnum(), finding
        assert "\n" not in finding.headline
        assert finding.explanation.endswith("."), finding


def test_evidence_is_finite_and_not_missing() -> None:
    for _, _, finding in findings():
        assert finding.evidence, finding
        for name, evidence in finding.evidence.items():
            assert evidence.value is None or math.isfinite(evidence.value), (finding.code, name)


def test_findings_lie_inside_the_run() -> None:
    for _, run, finding in findings():
        assert finding.where is not None
        steps = run[finding.where.metric].steps
        assert steps[0] <= finding.where.first <= finding.where.last <= steps[-1]


def test_causes_are_known_words_with_likelihoods() -> None:
    for _, _, finding in findings():
        assert finding.causes, finding
        assert {cause.code for cause in finding.causes} <= CAUSES
        assert all(0 < cause.likelihood <= 1 and cause.why for cause in finding.causes)
        assert finding.severity in SEVERITIES
        assert 0 < finding.confidence <= 1


def test_rules_are_pure() -> None:
    for rule, run, finding in findings():
        before = {key: series.values.copy() for key, series in run.series.items()}
        assert rule.on(run) == (finding,)
        for key, values in before.items():
            assert values.tobytes() == run[key].values.tobytes()


def test_a_rule_that_cannot_look_says_what_it_lacks() -> None:
    assert BY_ID["overfitting"].lacks(Run({})) == ("val/loss|val/accuracy|val/auc",)
    assert BY_ID["dead_units"].lacks(Run({})) == ("layer/*/dead_share",)

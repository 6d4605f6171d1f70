"""Promises that every remedy keeps."""

import ast
from pathlib import Path

import pytest

from analyzers import remedies, spec
from analyzers.remedies import REMEDIES
from analyzers.remedy import Remedy, Suggestion
from analyzers.rules import RULES
from tests.remedies.settings import CAUSES, SETUPS, finding

BEFORE_TRAINING = {
    "learning_rate_above_stability_limit",
    "learning_rate_unusual",
    "output_loss_mismatch",
    "unscaled_inputs",
    "missing_nonlinearity",
    "incomplete_training_loop",
    "undefined_logarithm",
}
HEADINGS = ("What it does", "When it helps", "What it costs", "References")
SPEC = {
    "model": {"layers": [{"type": "dense", "units": 3, "activation": "softmax"}]},
    "data": {"dataset": "iris"},
    "training": {
        "optimizer": {"name": "sgd", "learning_rate": 0.02},
        "loss": "sparse_categorical_crossentropy",
        "batch_size": 32,
        "epochs": 30,
    },
}


def every_suggestion(remedy: Remedy) -> list[Suggestion]:
    findings = [finding(code) for code in remedy.addresses] + [finding("diverging", (c, 0.9)) for c in remedy.addresses]
    made = [remedy.suggest(setting, each) for setting in SETUPS.values() for each in findings]
    return [each for each in made if each is not None]


@pytest.fixture(params=REMEDIES, ids=lambda remedy: remedy.action)
def remedy(request: pytest.FixtureRequest) -> Remedy:
    found: Remedy = request.param
    return found


def test_every_file_is_listed() -> None:
    files = {path.stem for path in Path(remedies.__file__).parent.glob("[a-z]*.py")}
    listed = {each.action for each in REMEDIES}
    assert files == listed, f"list {files ^ listed} in analyzers/remedies/__init__.py, or remove it there"


def test_its_documentation_has_every_heading(remedy: Remedy) -> None:
    for heading in HEADINGS:
        assert f"\n{heading}\n    " in remedy.doc, f"{remedy.action}: write a paragraph under '{heading}'"


def test_it_answers_only_known_findings_and_causes(remedy: Remedy) -> None:
    allowed = CAUSES | BEFORE_TRAINING | {rule.id for rule in RULES}
    assert set(remedy.addresses) <= allowed
    assert all(0 < directness <= 1 for directness in remedy.addresses.values())


def test_it_says_what_to_do_in_one_sentence(remedy: Remedy) -> None:
    made = every_suggestion(remedy)
    assert made, f"{remedy.action} never suggests anything"
    for each in made:
        assert each.action == remedy.action
        assert each.headline[0].isupper() and not each.headline.endswith(".")
        assert each.why[0].isupper() and each.why.endswith(".")


def test_its_code_is_python_without_placeholders(remedy: Remedy) -> None:
    for each in every_suggestion(remedy):
        for framework, code in each.code.items():
            body = code.replace("    break", "    pass") if "break" in code else code
            loops = body.splitlines()[-1].startswith("for ") and body.rstrip().split("  #")[0].endswith(":")
            ast.parse(body + ("\n    pass" if loops else "")), framework
            assert "…" not in code and "..." not in code and "<" not in code.replace("val_loss < best_loss", "")


def test_its_patch_changes_a_spec_into_another_valid_one(remedy: Remedy) -> None:
    before = spec.plain(spec.read(SPEC))
    for each in every_suggestion(remedy):
        if each.patch:
            after = spec.plain(spec.read(spec.apply(before, each.patch)))
            assert after != before or each.headline.startswith("Stop")


def test_every_cause_has_an_answer() -> None:
    answered = {code for each in REMEDIES for code in each.addresses}
    assert answered >= CAUSES


def test_every_finding_of_a_curve_has_an_answer() -> None:
    answered = {code for each in REMEDIES for code in each.addresses}
    assert answered >= {rule.id for rule in RULES}

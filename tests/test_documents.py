"""What README and its neighbours say is true."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import analyzers
from service import answers
from tests.experiments.specs import tried

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def leaves(value: Any) -> list[tuple[str, str | float | None]]:
    """Every name in the value with the plain value it holds."""
    children = value.items() if isinstance(value, dict) else [("", each) for each in value]
    found = [(name, child) for name, child in children if not isinstance(child, dict | list)]
    return found + [leaf for _, child in children if isinstance(child, dict | list) for leaf in leaves(child)]


def test_the_answer_that_the_readme_shows_is_the_answer() -> None:
    log = (ROOT / "service/web/static/examples/diverging.log").read_bytes()
    answer = leaves(json.loads(json.dumps(answers.answer(analyzers.diagnose(log), "", {}))))
    shown = re.findall(r'"(\w+)": ("[^"…]*"|-?[\d.]+(?:e[+-]?\d+)?|null)', blocks("json")[0])
    pairs = [(name, json.loads(value)) for name, value in shown if name not in ("id", "self", "chart")]
    wrong = [pair for pair in pairs if not any(same(pair, leaf) for leaf in answer)]
    assert len(pairs) > 40
    assert not wrong


def test_the_limit_that_the_readme_shows_is_measured() -> None:
    measured = tried(json.loads(blocks("json")[1]), ask=["stability"]).stability
    (shown,) = re.findall(r'"learning_rate_limit": ([\d.]+)', README)
    assert measured is not None
    assert measured.start.learning_rate_limit == pytest.approx(float(shown), abs=1e-4)


def same(one: tuple[str, Any], other: tuple[str, Any]) -> bool:
    numbers = isinstance(one[1], float) and isinstance(other[1], float)
    return one[0] == other[0] and (one[1] == other[1] or (numbers and one[1] == pytest.approx(other[1], rel=1e-6)))


def test_the_python_that_the_readme_shows_gives_what_it_says() -> None:
    (source,) = blocks("python")
    body, _, last = source.rstrip().rpartition("\n")
    expression, _, said = last.partition("  # ")
    names: dict[str, Any] = {}
    exec(body, names)
    assert eval(expression, names) == ast.literal_eval(said)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]

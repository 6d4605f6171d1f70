"""Logs of real frameworks, with the answer that an expert gives: nothing of it may change unseen.

`pytest tests/test_examples.py --update-golden` writes the answers anew. Read the diff before you commit it: a golden
answer says what is true of the log, not what the program happens to say.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import analyzers
from analyzers.diagnosis import Diagnosis, RunDiagnosis
from analyzers.errors import AnalyzerError
from analyzers.run import Series

FOLDER = Path(__file__).parent / "examples"
GOLDEN = ".expected.json"
EXAMPLES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".md" or path.name.startswith("question"))
EXAMPLES = [path for path in EXAMPLES if not path.name.endswith(GOLDEN)]
CUTS = 16  # places to cut an example at: enough to hit the head, the middle of a line and the tail

OPEN: dict[str, str] = {}
"""Examples whose golden answer the program does not give yet, and what it gets wrong."""


def answered(path: Path) -> Any:
    """The example as a test parameter; an open one is expected to fail, until its line in `OPEN` goes."""
    marks = [pytest.mark.xfail(reason=OPEN[path.name])] if path.name in OPEN else []
    return pytest.param(path, marks=marks, id=path.name)


each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)


def golden(path: Path) -> Path:
    return path.with_name(path.stem + GOLDEN)


def finite(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None


def curve(series: Series) -> dict[str, Any]:
    values = series.values
    lost = int(np.count_nonzero(~np.isfinite(values)))
    return {"records": len(values), "first": finite(values[0]), "last": finite(values[-1]), "nonfinite": lost}


def main_suggestion(run: RunDiagnosis) -> str | None:
    return run.suggestions[0].action if run.suggestions else None


def summary(diagnosis: Diagnosis) -> dict[str, Any]:
    """What a golden answer holds: the verdict, its reason, the first thing to change, and what was read."""
    place, code = diagnosis.primary or (0, None)
    return {
        "verdict": diagnosis.verdict,
        "primary": code,
        "suggestion": main_suggestion(diagnosis.runs[place]),
        "runs": [{key: curve(run.run[key]) for key in sorted(run.run.series)} for run in diagnosis.runs],
    }


@pytest.mark.parametrize("path", [answered(path) for path in EXAMPLES])
def test_an_example_is_answered_as_an_expert_would(path: Path, update_golden: bool) -> None:
    answer = summary(analyzers.diagnose(path.read_bytes(), path.name))
    if update_golden:
        golden(path).write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert answer == json.loads(golden(path).read_text(encoding="utf-8"))


@each_example
def test_a_half_written_example_is_answered_or_refused_with_a_sentence(path: Path) -> None:
    data = path.read_bytes()
    for cut in np.linspace(0, len(data), CUTS, endpoint=False, dtype=int):
        with suppress(AnalyzerError):
            analyzers.diagnose(data[:cut], path.name)


@each_example
def test_an_example_is_explained_in_the_readme(path: Path) -> None:
    assert f"`{path.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8"), f"say how {path.name} was made"


def test_no_golden_answer_is_left_over() -> None:
    expected = {golden(path).name for path in EXAMPLES}
    assert {path.name for path in FOLDER.glob(f"*{GOLDEN}")} == expected

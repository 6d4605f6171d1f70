"""Real logs by other people, where they lie beside the repository."""

import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from analyzers.errors import AnalyzerError
from analyzers.free_text import read_text
from analyzers.run import Run
from analyzers.text import decode

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
STRUCTURED = (".csv", ".tsv", ".json", ".html", ".tfevents")


def read_right(row: dict[str, Any], runs: tuple[Run, ...]) -> bool:
    """Whether some metric, or one joined over the runs, has the row's number of records, first and last value."""
    by_key = defaultdict(list)
    for run in runs:
        for key, series in run.series.items():
            by_key[key].append(series.values.tolist())
    candidates = [values for parts in by_key.values() for values in parts]
    candidates += [[value for part in parts for value in part] for parts in by_key.values()]
    wanted = [math.nan if row[end] is None else float(row[end]) for end in ("first", "last")]
    return any(
        len(values) == row["n_records"] and all(map(close, (values[0], values[-1]), wanted)) for values in candidates
    )


def close(got: float, want: float) -> bool:
    if not math.isfinite(want):
        return not math.isfinite(got)
    return math.isclose(got, want, rel_tol=1e-6, abs_tol=1e-12)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real logs is not here")
def test_nearly_all_printed_logs_of_the_corpus_are_read_right() -> None:
    rows = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["n_records"] and not row["file"].endswith(STRUCTURED)]
    wrong = []
    for row in rows:
        try:
            runs = read_text(decode((CORPUS / "logs" / row["file"]).read_bytes())).runs
        except AnalyzerError:
            runs = ()
        if not read_right(row, runs):
            wrong.append(row["file"])
    assert len(wrong) <= 0.03 * len(rows), wrong

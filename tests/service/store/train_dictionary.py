"""Trains a dictionary for `service.store.packing`: `python -m tests.service.store.train_dictionary FILE`.

Of the answers to the examples, and of those to every run that a rule must fire on, so that all that rules say is in it.
Rows that were packed with the one in use need it to be read: a better one goes beside it, and does not replace it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import zstandard

import analyzers
from analyzers.diagnosis import judge
from analyzers.errors import AnalyzerError
from analyzers.rules import RULES
from service import answers
from tests.rules.test_rules import tables
from tests.test_examples import EXAMPLES

SIZE = 49_152  # bytes: half leaves a tenth more of an answer of another origin, twice as many leave as much


def samples() -> Iterator[answers.Json]:
    """Answers as they are kept."""
    for number, path in enumerate(EXAMPLES):
        try:
            diagnosis = analyzers.diagnose(path.read_bytes(), path.name)
        except AnalyzerError:
            continue
        own = f"http://127.0.0.1:8000/v1/diagnoses/{number:026d}"
        links = {"self": own, "chart": f"{own}/chart.svg", "series": f"{own}/series"}
        yield answers.answer(diagnosis, f"{number:026d}", links) | {"series": answers.curves(diagnosis)}
    for rule in RULES:
        for run in tables(rule.id).FIRES.values():
            yield answers.run(judge(run))


def main() -> None:
    packed = [orjson.dumps(sample, option=orjson.OPT_SERIALIZE_NUMPY) for sample in samples()]
    Path(sys.argv[1]).write_bytes(zstandard.train_dictionary(SIZE, packed).as_bytes())


if __name__ == "__main__":
    main()

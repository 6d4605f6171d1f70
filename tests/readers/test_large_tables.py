"""Large tables are read by polars, small ones by Python's csv: the answers must be the same."""

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers.errors import AnalyzerError
from analyzers.reader import Upload
from analyzers.readers import delimited, json_lines
from analyzers.tabular import Table, large, small
from analyzers.tabular.dialect import dialect_of
from tests.readers.written import TABLES

CELLS = st.one_of(
    st.floats(width=32).map(repr),
    st.integers(-5, 10**7).map(str),
    st.sampled_from(
        ["", "nan", "-nan", "inf", "NA", "null", "1.#QNAN", "97.5%", " 0.5 ", "tensor(0.25)", "00:12", "x", "+1e-3"]
    ),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12)


def both(text: str) -> tuple[Table, Table] | None:
    dialect = dialect_of(text)
    return None if dialect is None else (small.table(text, dialect), large.table(text.encode(), dialect))


def agree(text: str) -> None:
    tables = both(text)
    if tables is None:
        return
    few, many = tables
    assert few.records == many.records
    found = {column.name: column for column in few.columns}
    for column in many.columns:  # `large` leaves out bookkeeping
        assert column.rows.tolist() == found[column.name].rows.tolist(), column.name
        assert np.array_equal(column.values, found[column.name].values, equal_nan=True), column.name
    words = {labels.name: [labels.words[c] if c >= 0 else None for c in labels.codes] for labels in few.labels}
    for labels in many.labels:
        assert [labels.words[c] if c >= 0 else None for c in labels.codes] == words[labels.name]


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_both_read_the_same_from_every_kind_of_table(text: str) -> None:
    agree(text.removeprefix("\ufeff"))


@given(ROWS)
@settings(max_examples=150, deadline=None)
@example([("1", "0.5"), ("2", ""), ("", "nan")])
def test_both_read_the_same_from_any_cells(rows: list[tuple[str, str]]) -> None:
    body = "".join(f"{n},{loss},{other}\n" for n, (loss, other) in enumerate(rows))
    agree(f"epoch,loss,val_loss\n0,1.5,2.5\n{body}")


@pytest.mark.parametrize("cell", ['"', '"""', '1"', "9" * 400, "1e999", "\0"])
def test_a_cell_that_is_no_number_ends_nothing(cell: str) -> None:
    text = f"epoch,loss,val_loss\n1,3.5,4.5\n2,2.5,{cell}"
    dialect = dialect_of("epoch,loss,val_loss\n1,3.5,4.5\n2,2.5,3.5\n")
    assert dialect is not None
    with suppress(AnalyzerError):
        losses = next(column for column in large.table(text.encode(), dialect).columns if column.name == "loss")
        assert losses.values[0] == 3.5


def test_a_table_of_two_megabytes() -> None:
    count = 60_000
    losses = np.random.default_rng(0).random((count, 2)).tolist()
    text = "step,mode,loss,eta\n" + "".join(
        f"{n},{'val' if n % 10 == 9 else 'train'},{a},{b}\n" for n, (a, b) in enumerate(losses)
    )
    assert len(text) > delimited.LARGE
    (run,) = delimited.read(Upload(text.encode())).runs
    assert {key: len(series) for key, series in run.series.items()} == {"train/loss": 54_000, "val/loss": 6_000}
    assert run["val/loss"].steps[:2].tolist() == [9, 19]
    assert run["val/loss"].values[0] == losses[9][0]


def test_json_lines_of_many_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "CHUNK", 100)
    lines = [f'{{"step": {n}, "loss": {"NaN" if n == 70 else n / 4}}}' for n in range(100)]
    lines[10:10] = ["a line of words"]
    lines[30:30] = ['{"step": 28, "eval": {"loss": 0.5}}']
    reading = json_lines.read(Upload("\n".join(lines).encode()))
    run = reading.runs[0]
    assert [len(run["train/loss"]), len(run["val/loss"])] == [100, 1]
    assert math.isnan(run["train/loss"].values[70])
    assert run["train/loss"].steps.tolist() == list(range(100))
    assert reading.ignored == 1


@given(st.text(alphabet='{}[]",:.0123456789eE+-naNIinfinityloss \n', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_that_looks_like_json_or_a_table(text: str) -> None:
    for reader in (delimited.READER, json_lines.READER):
        try:
            reader.read(Upload(text.encode()))
        except AnalyzerError as error:
            assert error.problem
